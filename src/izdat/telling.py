"""What verbs found, told to a person or to a machine."""

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.model.engine import EngineFailure
from izdat.model.missing import Missing
from izdat.model.problem import has_errors
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.text.dates import clock, exact_clock

if TYPE_CHECKING:
    from izdat import aligning, metering
    from izdat.aligning import AlignedRecording
    from izdat.chain import Built
    from izdat.master import Measured
else:
    aligning = lazy("izdat.aligning")
    metering = lazy("izdat.metering")

MISSING = 3  # exit code
STANDARD = Path("-")  # the standard output, where a file's name is wanted

# What a disk, not izdat, has done: a folder that may not be written, a stick that was pulled out.
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENODEV})


@contextmanager
def guard(talk: Talk) -> Iterator[None]:
    """Turn what is missing, or fails outside izdat, into its message and exit code 3."""
    try:
        yield
    except EngineFailure as failure:
        talk.fail(str(failure), event="failure", engine=failure.engine, what=failure.what)
        sys.exit(MISSING)
    except Missing as missing:
        talk.fail(str(missing), event="missing", what=missing.what, remedy=missing.remedy)
        sys.exit(MISSING)
    except OSError as error:
        if error.errno not in _DENIED:
            raise
        what = f"{error.filename}: {error.strerror}"
        remedy = "use a folder that you may write to"
        talk.fail(f"{what}\n    {remedy}", event="missing", what=what, remedy=remedy)
        sys.exit(MISSING)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def tell_built(talk: Talk, built: "Built") -> None:
    """Tell what a build did, or what stops it."""
    talk.problems(built.problems)
    if has_errors(built.problems):
        return
    for address in built.drafts:
        talk.say(f"draft: {address}/index.html", event="draft", address=f"{address}/index.html")
    if built.left_out:
        talk.say(
            f"{built.left_out} left out: drafts (--drafts builds them), or episodes whose day has "
            "not come (--future)",
            event="left-out", episodes=built.left_out,
        )  # fmt: skip
    talk.say(
        f"{built.public}: {counted(built.episodes, 'episode')}, "
        f"{counted(built.written, 'file')} written, {built.removed} removed, "
        f"{built.unchanged} unchanged; {counted(built.steps, 'step')} run",
        event="built", public=built.public, episodes=built.episodes, written=built.written,
        removed=built.removed, unchanged=built.unchanged, steps=built.steps,
    )  # fmt: skip


def tell_aligned(talk: Talk, found: "AlignedRecording") -> None:
    """Tell how a segment's recording was aligned: in a line, or whole to a machine."""
    words = found.words
    placed = [word for word in words if word is not None]
    unsure = sum(word.is_unsure for word in placed)
    given = "" if found.alignment else f", from {found.beside.rpartition('/')[2]}"
    talk.say(
        f"{found.segment or 'episode':<12} {found.name}: {len(placed)} of "
        f"{counted(len(words), 'word')} found, {unsure} not sure{given}",
        event="aligned", segment=found.segment, lang=found.lang, recording=found.name,
        **(aligning.facts(found) if talk.json else {}),
    )  # fmt: skip


def tell_review(talk: Talk, found: "AlignedRecording") -> None:
    """Tell each word that an editor should look at, with its line."""
    for each in aligning.to_review(found):
        time = each.time
        when = f"{exact_clock(time.start):>11}  {time.confidence:.2f}" if time else "not found"
        talk.say(
            f"{each.place!s:<40} {when:<18} {each.text}",
            event="review", file=each.place.file, line=each.place.line, word=each.text,
            start=time.start if time else None, end=time.end if time else None,
            confidence=time.confidence if time else None,
        )  # fmt: skip


def tell_text(talk: Talk, found: "AlignedRecording", *, review: bool, is_exported: bool) -> None:
    """Tell when each word of a text alone is heard; to a machine in one object."""
    facts = aligning.facts(found)
    if talk.json:
        if found.is_failed:
            problem = found.problems[0]
            facts["problem"] = {
                "code": problem.code, "message": problem.message, "hint": problem.hint
            }  # fmt: skip
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    talk.problems(found.problems)
    if review:
        tell_review(talk, found)
    if review or is_exported or found.is_failed:
        return
    for token in aligning.tokens(found):
        if token.start is None or token.end is None:
            talk.say(f"{'-':>11} {'-':>11}  {token.text}")
        else:
            when = f"{exact_clock(token.start):>11} {exact_clock(token.end):>11}"
            talk.say(f"{when}  {token.text}")


def own_path(path: Path, name: str, number: int) -> Path:
    """Return where one of ``number`` is written: ``out.pier.TextGrid``, where there are several."""
    if number == 1 or path == STANDARD:
        return path
    return path.with_name(f"{path.stem}.{name}{path.suffix}")


def keep_words(talk: Talk, found: "AlignedRecording", folder: Path) -> None:
    """Write the times beside the recording, to be corrected; never over what is there."""
    path = folder / found.beside
    if found.is_failed:
        return
    if path.exists():
        talk.say(f"{path} is there, and stays as it is", event="kept", file=path)
        return
    write_export(talk, aligning.exported(found, "vtt"), path)


def write_export(talk: Talk, text: str, path: Path) -> None:
    """Write a file whole, or to the standard output."""
    if path == STANDARD:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    partly = path.with_name(f"{path.name}.part")
    partly.write_text(text, encoding="utf-8", newline="\n")
    partly.replace(path)
    talk.say(f"wrote {path}", event="wrote", file=path)


LEVELS = "{:>11} {:>8} {:>11} {:>11} {:>11} {:>8} {:>10}  {:<9} {}"
LEVELS_HEAD = (
    " integrated    range   true peak   momentary  short-term   length       rate  channels  file\n"
    "       LUFS       LU        dBTP    max LUFS    max LUFS                  Hz"
)


def tell_measured(talk: Talk, path: Path, found: "Measured") -> None:
    """Tell how loud a file is: in a row under ``LEVELS_HEAD``, or whole to a machine."""
    loudness, course = found.loudness, found.course
    levels = (
        loudness.integrated, loudness.range, loudness.true_peak,
        course.max_momentary, course.max_short_term,
    )  # fmt: skip
    row = LEVELS.format(
        *(f"{level:.1f}" for level in levels),
        clock(found.duration), f"{found.rate:,}", len(found.layout), path.name,
    )  # fmt: skip
    facts = metering.facts(found) if talk.json else {}
    talk.say(row, event="measured", file=path, **facts)
