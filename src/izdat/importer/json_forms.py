"""Podcasting 2.0 transcripts, Whisper's and its kin's JSON → passages with times."""

import json
import math
from collections.abc import Sequence

from izdat.importer.cues import Cue, join_cues
from izdat.importer.passage import Decision, Source

LISTS = ("segments", "transcription", "results", "utterances", "cues", "monologues")
TEXTS = ("body", "text", "transcript", "punctuated_word", "word", "content")
STARTS = ("startTime", "start", "start_time", "from")
ENDS = ("endTime", "end", "end_time", "to")


class UnknownJson(Exception):
    """It is JSON, but no transcript that is known here."""


def read_json(text: str) -> Source:
    """Return the paragraphs of a transcript in JSON. Raises ``UnknownJson``."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise UnknownJson from None
    pieces, lang = _pieces(data)
    starts = _lines(text, len(pieces))
    cues = [cue for i, piece in enumerate(pieces) if (cue := _cue(piece, starts[i]))]
    cues = [
        _with_end(cue, cues[i + 1] if i + 1 < len(cues) else None) for i, cue in enumerate(cues)
    ]
    if not cues:
        raise UnknownJson
    is_podcast = (
        isinstance(data, dict) and "version" in data and "startTime" in str(pieces[0].keys())
    )
    passages, words = join_cues(cues)
    note = Decision(
        0,
        "captions",
        (
            f"{len(cues)} pieces were joined to {len(passages)} paragraphs, by "
            "speaker, pause and length"
        ),
        0.8,
        "part a paragraph with a blank line",
    )
    return Source(
        "podcast-json" if is_podcast else "whisper-json",
        passages,
        (note,),
        lang=lang,
        words=words,
        is_timed=True,
    )


def _pieces(data: object) -> tuple[list[dict[str, object]], str]:
    lang = ""
    if isinstance(data, dict):
        given = data.get("language")
        lang = given if isinstance(given, str) and 2 <= len(given) <= 3 and given.isalpha() else ""
        for key in LISTS:
            if isinstance(data.get(key), list):
                data = data[key]
                break
    if not isinstance(data, list):
        raise UnknownJson
    pieces = [piece for piece in data if isinstance(piece, dict) and _text(piece)]
    if not pieces or all(
        _first(piece, STARTS) is None and not _nested_times(piece) for piece in pieces
    ):
        raise UnknownJson
    return pieces, lang.lower()


def _text(piece: dict[str, object]) -> str:
    for key in TEXTS:
        if isinstance(value := piece.get(key), str):
            return _clean(value)
    return ""


def _clean(text: str) -> str:
    """Return ``text`` without what no transcript holds; JSON can escape any character."""
    return (
        "".join(
            c if c >= " " or c in "\t\n" else " "
            for c in text
            if not ("\ud800" <= c <= "\udfff" or "\x80" <= c <= "\x9f") and c not in "\x7f﻿"
        )
        .replace("\u2028", " ")
        .replace("\u2029", " ")
    )


def _nested_times(piece: dict[str, object]) -> tuple[float, float] | None:
    """Return the times of whisper.cpp: ``offsets`` in milliseconds."""
    offsets = piece.get("offsets")
    if isinstance(offsets, dict):
        start, end = _seconds(offsets.get("from")), _seconds(offsets.get("to"))
        if start is not None and end is not None:
            return start / 1000, end / 1000
    return None


def _first(piece: dict[str, object], keys: Sequence[str]) -> float | None:
    for key in keys:
        if (value := _seconds(piece.get(key))) is not None:
            return value
    return None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and 0 <= number < 1e6 * 3600 else None


def _cue(piece: dict[str, object], line: int) -> Cue | None:
    text = _text(piece)
    if not text.strip():
        return None
    nested = _nested_times(piece)
    start = _first(piece, STARTS) if nested is None else nested[0]
    end = _first(piece, ENDS) if nested is None else nested[1]
    start = 0.0 if start is None else start
    speaker = piece.get("speaker")
    if isinstance(speaker, bool) or not isinstance(speaker, str | int):
        speaker = ""
    name = " ".join(_clean(str(speaker)).split())
    words = piece.get("words")
    return Cue(
        line, text, start, start if end is None else max(start, end), name, (), _words(words, text)
    )


def _with_end(cue: Cue, following: Cue | None) -> Cue:
    if cue.end > cue.start or following is None:
        return cue
    return Cue(
        cue.line, cue.text, cue.start, max(cue.start, following.start), cue.speaker, (), cue.words
    )


def _words(words: object, text: str) -> tuple[tuple[str, float, float], ...]:
    """Return the words with times, if they are the words of ``text``; a word without is between."""
    if not isinstance(words, list):
        return ()
    found: list[tuple[str, float | None, float | None]] = []
    for word in words:
        if isinstance(word, dict) and (said := _text(word).strip()):
            found.append((said, _first(word, STARTS), _first(word, ENDS)))
    if "".join("".join(w for w, _, _ in found).split()) != "".join(text.split()):
        return ()
    timed: list[tuple[str, float, float]] = []
    for word, start, end in found:
        before = timed[-1][2] if timed else 0.0
        begins = before if start is None else max(start, timed[-1][1] if timed else 0.0)
        timed.append((word, begins, max(begins, begins if end is None else end)))
    return tuple(timed)


def _lines(text: str, count: int) -> list[int]:
    """Return a line of the input for each piece: where its text's key stands, if that is clear."""
    found = [
        n
        for n, line in enumerate(text.split("\n"), start=1)
        if any(f'"{key}"' in line for key in ("body", "text"))
    ]
    if len(found) >= count and count:
        return found[len(found) - count :]
    return [1] * count
