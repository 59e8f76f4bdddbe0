"""The sound files say the same as the feed and the chapters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.judge

SUFFIXES = {".mp3", ".opus"}


def sounds(public: Path) -> list[Path]:
    return sorted(path for path in public.rglob("*") if path.suffix in SUFFIXES)


def test_ffprobe_reads_the_chapters_of_every_file(
    public: Path, ffprobe: Callable[[Path], dict[str, Any]]
) -> None:
    found = sounds(public)
    wanted = {".mp3"} if public.parent.name == "judged-episode-83" else SUFFIXES
    assert {path.suffix for path in found} == wanted
    for path in found:
        own = json.loads((path.parent / "chapters.json").read_bytes())["chapters"]
        read = ffprobe(path)["chapters"]
        assert [
            (chapter["tags"]["title"], round(float(chapter["start_time"]) * 1000))
            for chapter in read
        ] == [(chapter["title"], round(chapter["startTime"] * 1000)) for chapter in own], path
        if path.suffix == ".mp3":  # Vorbis comments know no end of a chapter
            ends = [round(float(chapter["end_time"]) * 1000) for chapter in read]
            assert ends == [round(chapter["endTime"] * 1000) for chapter in own], path


def test_every_file_lasts_as_long_as_its_feed_says(
    public: Path, ffprobe: Callable[[Path], dict[str, Any]], address: str
) -> None:
    said = {
        attachment["url"].removeprefix(address): attachment["duration_in_seconds"]
        for feed in public.rglob("feed*.json")
        for item in json.loads(feed.read_bytes())["items"]
        for attachment in item.get("attachments", [])
    }
    for path in sounds(public):
        if "drafts" in path.parts:  # in no feed
            continue
        duration = float(ffprobe(path)["format"]["duration"])
        # An MP3 has whole frames, and a delay before and behind.
        assert duration == pytest.approx(said[path.relative_to(public).as_posix()], abs=0.1), path
