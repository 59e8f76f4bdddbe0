"""Words with times → ``words.vtt``, which an editor can mend and the build reads."""

from collections.abc import Sequence
from itertools import groupby

from izdat.importer.passage import TimedWord


def write_words(words: Sequence[TimedWord]) -> str:
    """Return WebVTT with the time of each word before it, a cue a paragraph; "" without words.

    (WebVTT, section 3.1: a cue timestamp is greater than the cue's start and than those before.)
    """
    if not words:
        return ""
    cues = ["WEBVTT"]
    for _, group in groupby(words, key=lambda w: w.passage):
        run = list(group)
        start, end = run[0].start, max(w.end for w in run)
        line, last = [_escaped(run[0].text)], start
        for word in run[1:]:
            stamp = (
                f"<{_stamp(word.start)}>"
                if round(word.start, 3) > round(last, 3) and word.start < end
                else ""
            )
            last = max(last, word.start)
            line.append(f"{stamp}{_escaped(word.text)}")
        end = max(end, start + 0.001)
        cues.append(f"{_stamp(start)} --> {_stamp(end)}\n{' '.join(line)}")
    return "\n\n".join(cues) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
