"""``words.vtt``: a WebVTT file whose cues say when each word is heard, read and written.

A cue is one word, or several with times between them (``<00:00:01.234>``). Of a cue of several
words without times between them only its beginning and end are known, and no more is made of it.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes
from izdat.text.words import find_words

LARGEST = 16_000_000  # bytes: more than a day of speech, word by word
MOST_FAULTS = 50  # an editor mends a file's first faults first

_BEYOND = 0.25  # seconds: what a player's and a decoder's idea of a file's length may differ by

_STAMP = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"[ \t]*{_STAMP}[ \t]*-->[ \t]*{_STAMP}(?:[ \t].*)?")
_INNER = re.compile(rf"<{_STAMP}>")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Fault:
    """A slip in given times. The chain makes a Problem of it and knows the place."""

    code: str
    message: str
    hint: str = ""
    line: int = 0  # of the VTT, from 1; 0: the whole file, or no file at all
    paragraph: int | None = None  # its number, where the time stands in the transcript


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word of the file; what the file does not say is None. Seconds."""

    text: str
    start: float | None
    end: float | None
    line: int


def read_words(data: bytes, duration: float) -> tuple[list[TimedWord], list[Fault]]:
    """Return the words of a VTT file in its order, and what is wrong with it.

    ``duration`` is the recording's, in seconds. A cue with a fault gives no words.
    """
    if len(data) > LARGEST:
        return [], [_too_large()]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "save it as UTF-8"
        return [], [Fault("times-unreadable", "This is not UTF-8 text", hint, line)]
    lines = text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    faults: list[Fault] = []
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        hint = "type WEBVTT as the first line, and leave the second empty"
        faults.append(Fault("times-line", "A file of times begins with WEBVTT", hint, 1))
    words: list[TimedWord] = []
    latest = 0.0
    for block in _blocks(lines):
        if len(faults) >= MOST_FAULTS:
            break
        number, timing = block[0]
        if timing.startswith(("WEBVTT", "NOTE", "STYLE", "REGION")) and "-->" not in timing:
            continue
        if "-->" not in timing and len(block) > 1:  # the cue's name
            number, timing = block[1]
            block = block[1:]
        found = _TIMING.fullmatch(timing)
        if not found:
            hint = "a cue's times look like 00:00:01.200 --> 00:00:01.450"
            faults.append(Fault("times-line", "This line is no time of a cue", hint, number))
            continue
        start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
        fault = _fault(number, start, end, latest, duration)
        if fault:
            faults.append(fault)
            continue
        latest = start
        payload = "\n".join(line for _, line in block[1:])
        timed, fault = _words_of_cue(payload, start, min(end, max(start, duration)), number)
        words += timed
        if fault:
            faults.append(fault)
    return words, faults


def _too_large() -> Fault:
    hint = "a file of times for this recording has one line for each word"
    return Fault("times-unreadable", f"The file is larger than {LARGEST // 1_000_000} MB", hint)


def _blocks(lines: list[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield the parts between empty lines, each line with its number."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if line:
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _fault(line: int, start: float, end: float, latest: float, duration: float) -> Fault | None:
    """Say what is wrong with a cue's times, if anything is."""
    if end < start:
        hint = f"write a time after {stamp(start)} behind the arrow"
        return Fault("times-order", "This cue ends before it begins", hint, line)
    if start < latest:
        hint = f"the cue before begins at {stamp(latest)}: put this one before it, or mend a time"
        return Fault("times-order", "This cue begins before the one above it", hint, line)
    if end > duration + _BEYOND:
        hint = f"the recording ends at {stamp(duration)}"
        return Fault("times-beyond", "This cue lies beyond the recording's end", hint, line)
    return None


def _words_of_cue(
    payload: str, start: float, end: float, line: int
) -> tuple[list[TimedWord], Fault | None]:
    """Return the words of one cue with what it says of each."""
    # split() gives text, then four groups and text for each inner time.
    parts = _INNER.split(payload)
    stamps = [start]
    stamps += [_seconds(tuple(parts[i : i + 4])) for i in range(1, len(parts), 5)]
    stamps.append(end)
    texts = parts[::5]
    if any(later < earlier for earlier, later in pairwise(stamps)):
        hint = "times inside a cue grow, and stay between its beginning and its end"
        return [], Fault("times-order", "A time inside this cue is out of order", hint, line)
    words: list[TimedWord] = []
    for text, (first, last) in zip(texts, pairwise(stamps), strict=True):
        plain = html.unescape(_TAG.sub("", text))
        own = [plain[begin:stop] for begin, stop in find_words(plain)]
        for index, word in enumerate(own):
            is_first, is_last = index == 0, index == len(own) - 1
            words.append(
                TimedWord(word, first if is_first else None, last if is_last else None, line)
            )
    return words, None


def _seconds(groups: "tuple[str | None, ...]") -> float:
    hours, minutes, seconds, thousandths = (int(group or 0) for group in groups)
    # Divided once, so that the nearest number to what was written comes out.
    return (((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths) / 1000


def stamp(seconds: float) -> str:
    """Return a time as WebVTT writes it: ``00:01:02.345``."""
    whole = round(max(seconds, 0.0) * 1000)
    minutes, thousandths = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"


def words_vtt(spoken: SpokenSegment, times: SegmentTimes) -> str:
    """Return a ``words.vtt`` of what is known of ``spoken``, to be corrected by hand.

    One cue for each paragraph of which the beginning and the end are known, in the order of time.
    A word without a time is left out of its cue, and a note above it says so, as one does of each
    word that is not sure. ``read_words`` gives the same times back, to the millisecond.
    """
    known = []
    for paragraph in spoken.paragraphs:
        found = times.paragraph(paragraph.number)
        if found is not None and found.start is not None and found.end is not None:
            known.append((found.start, paragraph, found))
    known.sort(key=lambda item: (item[0], item[1].number))
    cues = ["WEBVTT\n"]
    for _, paragraph, found in known:
        cues.append(_cue(spoken.segment, paragraph, found))
    return "\n".join(cues)


def _cue(segment: str, paragraph: SpokenParagraph, times: ParagraphTimes) -> str:
    start, end = times.start or 0.0, times.end or 0.0
    text = paragraph.text
    notes = payload = ""
    if times.words and len(times.words) == len(paragraph.words):
        pieces = []
        done = 0
        now = stamp(start)
        timed = [n for n, time in enumerate(times.words) if time]
        for number, (word, time) in enumerate(zip(paragraph.words, times.words, strict=True)):
            # What stands between two words goes with the silence between them.
            pieces.append(_escaped(text[done : word.start]))
            done = word.end
            if time is None:
                continue
            if stamp(time.start) != now:
                now = stamp(time.start)
                pieces.append(f"<{now}>")
            pieces.append(_escaped(text[word.start : word.end]))
            if stamp(time.end) != stamp(end) or number != timed[-1]:
                now = stamp(time.end)
                pieces.append(f"<{now}>")
        pieces.append(_escaped(text[done:]))
        payload = re.sub(" {2,}", " ", "".join(pieces)).strip(" ")
        notes = _notes(paragraph, times)
    else:
        payload = _escaped(text)
    return f"{notes}{segment}-{paragraph.number}\n{stamp(start)} --> {stamp(end)}\n{payload}\n"


def _notes(paragraph: SpokenParagraph, times: ParagraphTimes) -> str:
    """Return comments for who corrects the paragraph: what was not found, what is not sure."""
    pairs = list(zip(paragraph.words, times.words, strict=True))
    missing = [word.text for word, time in pairs if time is None]
    unsure = [
        f"{word.text} {stamp(time.start)}"
        for word, time in pairs
        if time is not None and time.is_unsure
    ]
    notes = [("not found", missing), ("not sure", unsure)]
    return "".join(
        f"NOTE {what}: {_escaped(', '.join(words))}\n\n" for what, words in notes if words
    )


def _escaped(text: str) -> str:
    return html.escape(" ".join(text.split("\n")), quote=False)
