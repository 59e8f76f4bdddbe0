"""Captions are read without an error, by a parser and by a browser, and fit on their lines."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.judge

SRT_TIME = re.compile(r"\d{2,}:[0-5]\d:[0-5]\d,\d{3} --> \d{2,}:[0-5]\d:[0-5]\d,\d{3}")


def captions(public: Path, suffix: str) -> list[Path]:
    return sorted(public.rglob(f"transcript.{suffix}"))


def test_there_are_captions(public: Path) -> None:
    assert captions(public, "vtt")
    assert captions(public, "json")


def test_webvtt_parser_finds_no_error(node_report: dict[str, Any]) -> None:
    assert node_report["captions"]
    for path, verdict in node_report["captions"].items():
        assert verdict["errors"] == [], path
        assert verdict["cues"], path


def test_the_browser_reads_every_cue_as_the_parser_does(
    node_report: dict[str, Any], browser_report: dict[str, Any]
) -> None:
    assert set(browser_report["tracks"]) == set(node_report["captions"])
    for path, cues in browser_report["tracks"].items():
        parsed = node_report["captions"][path]["cues"]
        shown = [(cue["id"], round(cue["start"], 3), round(cue["end"], 3)) for cue in cues]
        assert shown == [(c["id"], round(c["start"], 3), round(c["end"], 3)) for c in parsed]
        assert all(cue["text"].strip() for cue in cues), path


def test_lines_of_webvtt_are_short(browser_report: dict[str, Any]) -> None:
    for path, cues in browser_report["tracks"].items():
        for cue in cues:
            assert max(map(len, cue["text"].split("\n"))) <= 65, (path, cue["id"])


def test_srt_has_two_lines_of_32_characters(public: Path) -> None:
    for path in captions(public, "srt"):
        before = -1
        for number, block in enumerate(path.read_text("utf-8").strip().split("\n\n"), start=1):
            head, times, *lines = block.split("\n")
            assert head == str(number), path
            assert SRT_TIME.fullmatch(times), path
            assert 1 <= len(lines) <= 2, (path, number)
            assert max(map(len, lines)) <= 32, (path, number)
            start, end = (int(re.sub(r"\D", "", time)) for time in times.split(" --> "))
            assert before <= start < end, (path, number)
            before = start


def test_json_transcripts_are_those_of_podcasting_2(public: Path) -> None:
    for path in captions(public, "json"):
        found = json.loads(path.read_bytes())
        assert found["version"] == "1.0.0"
        before = 0.0
        for segment in found["segments"]:
            assert set(segment) <= {"speaker", "startTime", "endTime", "body"}
            assert before <= segment["startTime"] < segment["endTime"]
            assert segment["body"].strip()
            before = segment["startTime"]


def test_all_forms_say_the_same_words(public: Path, browser_report: dict[str, Any]) -> None:
    for path, cues in browser_report["tracks"].items():
        segments = json.loads((public / path).with_suffix(".json").read_bytes())["segments"]
        told = " ".join(segment["body"] for segment in segments)
        shown = " ".join(cue["text"] for cue in cues)
        assert shown.split() == told.split(), path
