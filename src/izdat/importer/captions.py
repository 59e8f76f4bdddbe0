"""WebVTT and SRT → passages. Broken cues are read as far as they go."""

import html
import re

from izdat.importer import wording
from izdat.importer.cues import Cue, join_cues
from izdat.importer.labels import LABEL
from izdat.importer.passage import Decision, Mark, Source

TIMING = re.compile(rf"\s*(?P<start>{wording.TIME_TEXT})\s*-->\s*(?P<end>{wording.TIME_TEXT})")
TAG = re.compile(
    (
        r"<(?P<shut>/?)(?P<name>v|c|i|b|u|lang|ruby|rt"
        r"|font)(?P<classes>\.[^\s>]*)?(?:\s+(?P<rest>[^>]*))?>"
        r"|<(?P<time>\d[\d:.,]*)>|\{\\an?\d\}"
    ),
    re.IGNORECASE,
)
KINDS = {"i": "emphasis", "b": "strong"}


def read_captions(text: str, *, form: str) -> Source:
    """Return the paragraphs of captions, with speakers and times."""
    cues: list[Cue] = []
    notes: list[Decision] = []
    lines = text.split("\n")
    i = 0
    while i < len(lines):
        timing = TIMING.match(lines[i])
        if not timing:
            i = _between(lines, i, notes)
            continue
        first = i + 1
        i = first
        while i < len(lines) and lines[i].strip() and not TIMING.match(lines[i]):
            i += 1
        # A cue's number right above the next timing, without a blank line, is not its words.
        end = (
            i - 1
            if i < len(lines)
            and TIMING.match(lines[i])
            and i - first > 1
            and lines[i - 1].strip().isdigit()
            else i
        )
        start, stop = wording.seconds(timing["start"]), wording.seconds(timing["end"])
        cues += _cues(lines[first:end], first + 1, start, stop)
    cues, rolled = _unrolled(cues)
    passages, words = join_cues(cues)
    if rolled:
        notes.append(
            Decision(
                0,
                "rolling-captions",
                f"{rolled} lines stood in two captions one after the other: each is kept once",
                0.85,
                "import captions that do not roll",
            )
        )
    notes.append(
        Decision(
            0,
            "captions",
            (
                f"{len(cues)} captions were joined to {len(passages)} paragraphs, by "
                "speaker, pause and length"
            ),
            0.8,
            "part a paragraph with a blank line",
        )
    )
    return Source(form, passages, tuple(notes), lang="", words=words, is_timed=True)


TIMED_LINE = re.compile(rf"[\[(]?(?P<time>{wording.TIME_TEXT})[\])]?(?:\s+(?P<words>\S.*))?\s*")


def read_timed_lines(text: str) -> Source | None:
    """Return the paragraphs of a text whose lines begin with their times; None: it is not one.

    So do the transcripts that video sites show: ``0:05 and then we left``, or the time on a line
    of its own above the words.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    times = [TIMED_LINE.fullmatch(line) for _, line in lines]
    if sum(t is not None for t in times) < max(4, 0.45 * len(lines)):
        return None
    if any(t and t["words"] and LABEL.match(t["words"]) for t in times):
        return None  # it names speakers: that is read as text
    cues: list[Cue] = []
    notes: list[Decision] = []
    at: float | None = None
    for (number, line), time in zip(lines, times, strict=True):
        words = (time["words"] or "") if time else line
        at = wording.seconds(time["time"]) if time else at
        if words and at is not None:
            cues.append(Cue(number, words, at, at))
        elif words:
            notes.append(
                Decision(
                    number,
                    "not-a-caption",
                    f"“{wording.shown(words)}” stands above the first time: left out",
                    0.8,
                    "type it where it belongs",
                )
            )
    cues = [
        Cue(a.line, a.text, a.start, max(a.start, b.start))
        for a, b in zip(cues, [*cues[1:], cues[-1]], strict=True)
    ]
    passages, words_with_times = join_cues(cues)
    notes.append(
        Decision(
            0,
            "captions",
            f"{len(cues)} lines with times were joined to {len(passages)} paragraphs, by length",
            0.8,
            "part a paragraph with a blank line",
        )
    )
    return Source("timed-text", passages, tuple(notes), words=words_with_times, is_timed=True)


def _between(lines: list[str], i: int, notes: list[Decision]) -> int:
    """Pass what stands between cues; tell of what had words. Returns the next line's index."""
    line = lines[i].strip()
    if not re.match(r"(?:NOTE|STYLE|REGION)\b", line):
        is_id = i + 1 < len(lines) and TIMING.match(lines[i + 1])
        if (
            line
            and not is_id
            and not line.startswith(("WEBVTT", "Kind:", "Language:"))
            and not line.isdigit()
        ):
            notes.append(
                Decision(
                    i + 1,
                    "not-a-caption",
                    f"“{wording.shown(line)}” stands in no caption: left out",
                    0.8,
                    "type it where it belongs",
                )
            )
        return i + 1
    end = i
    while end < len(lines) and lines[end].strip():
        end += 1
    words = wording.shown(" ".join(lines[i:end]), longest=100)
    notes.append(
        Decision(
            i + 1,
            "not-a-caption",
            f"“{words}” is no caption: left out",
            0.95,
            "type it where it belongs",
        )
    )
    return end


def _cues(lines: list[str], number: int, start: float, end: float) -> list[Cue]:
    """Return a caption's words by speaker; a caption may hold several."""
    cues: list[Cue] = []
    speaker, text, line_of = "", "", number
    marks: list[Mark] = []
    opened: list[tuple[str, int]] = []
    times: list[tuple[int, float]] = []

    def close(at_line: int) -> None:
        nonlocal text, marks, times, line_of
        if text.strip():
            cues.append(
                Cue(
                    line_of,
                    text,
                    start,
                    end,
                    speaker,
                    tuple(marks),
                    _timed(text, times, start, end),
                )
            )
        text, marks, times, line_of = "", [], [], at_line

    for offset, line in enumerate(lines):
        is_new_turn = re.match(r"\s*(?:>>|[-–—]\s)", line)
        if text and is_new_turn:
            close(number + offset)
        elif text:
            text += " "
        at = 0
        for tag in TAG.finditer(line):
            text += html.unescape(line[at : tag.start()])
            at = tag.end()
            name = (tag["name"] or "").lower()
            if tag["time"] and wording.TIME.fullmatch(tag["time"]):
                times.append((len(text), wording.seconds(tag["time"])))
            elif name == "v" and not tag["shut"]:
                close(number + offset)
                speaker = " ".join(html.unescape(tag["rest"] or "").split())
            elif name == "v":
                close(number + offset)
                speaker = ""
            elif name in KINDS and not tag["shut"]:
                opened.append((name, len(text)))
            elif name in KINDS and opened and opened[-1][0] == name:
                _, first = opened.pop()
                if first < len(text):
                    marks.append(Mark(first, len(text), KINDS[name]))  # type: ignore[arg-type]  # one of the two
        text += html.unescape(line[at:])
    close(number + len(lines))
    return cues


def _timed(
    text: str, times: list[tuple[int, float]], start: float, end: float
) -> tuple[tuple[str, float, float], ...]:
    """Return the words with the times that stand between them; none if there are none."""
    if not times:
        return ()
    bounds = [(0, start), *times]
    words: list[tuple[str, float, float]] = []
    for (at, begins), (stop, ends) in zip(bounds, [*bounds[1:], (len(text), end)], strict=True):
        found = text[at:stop].split()
        step = (ends - begins) / len(found) if found else 0.0
        words += [(w, begins + n * step, begins + (n + 1) * step) for n, w in enumerate(found)]
    return tuple(words)


def _unrolled(cues: list[Cue]) -> tuple[list[Cue], int]:
    """Drop what a rolling caption says again; only where captions roll throughout."""
    repeats = [
        i
        for i in range(1, len(cues))
        if cues[i].text.strip()
        and cues[i].text.split()[: len(cues[i - 1].text.split())] == cues[i - 1].text.split()
        and cues[i].start - cues[i - 1].end < 1
    ]
    if len(repeats) < 3 or len(repeats) * 3 < len(cues):
        return cues, 0
    kept = []
    for i, cue in enumerate(cues):
        if i in repeats:
            rest = cue.text.split()[len(cues[i - 1].text.split()) :]
            cue = Cue(
                cue.line,
                " ".join(rest),
                cue.start,
                cue.end,
                cue.speaker,
                (),
                cue.words[len(cue.words) - len(rest) :] if cue.words else (),
            )
        kept.append(cue)
    return kept, len(repeats)
