"""Recordings alone → finished files, and what was done to each: ``izdat master RECORDING…``."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from filecmp import cmp
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from izdat.media.container import probe
from izdat.media.unreadable import Unreadable
from izdat.model.file import File, file_at
from izdat.model.mastering import CleanRecording, EncodedSound, Part, Tags, Treatment
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.show import CleanSettings, SoundSettings
from izdat.model.sound import Enclosure, Limiting, Loudness, RawRecording, RecordingFault
from izdat.recorded import clear
from izdat.run import Call, Reporter, Run, Workers, task
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import master
else:
    master = lazy("izdat.master")

DECIMALS = 2  # of a level


@dataclass(frozen=True, slots=True)
class MasteredRecording:
    """A recording as it came in and as it goes out."""

    name: str
    before: Loudness
    after: Loudness
    duration: float  # seconds
    clipped: float  # RecordingFacts.clipped
    treatments: tuple[Treatment, ...]
    limiting: Limiting
    encoded: tuple[EncodedSound, ...]
    enclosures: tuple[Enclosure, ...]  # one for each of ``encoded``; gone with the run


@task(version=1)
def master_recording(
    here: Run, recording: File, name: str, sound: SoundSettings
) -> MasteredRecording | Problem:
    """Return ``recording`` cleaned, at its loudness, encoded and tagged; or why it cannot be."""
    facts = here(master.inspect_recording, recording, sound.channels)
    if isinstance(facts, RecordingFault):
        return Problem(facts.code, Place(name), facts.message, facts.hint)
    # No text says whose voices these are: the asker answers for them, as the page of the verb says.
    raw = clear(RawRecording(recording, ""))
    clean: CleanRecording = here(
        master.clean_recording, raw, facts.loudness, sound.channels, sound.clean
    )
    levels = here(master.plan_levels, clean.recording, clean.loudness, (), sound.channels)
    part = Part("", clean.recording, clean.loudness, course=levels.course, length=facts.length)
    programme = here(master.assemble, (part,), sound)
    title = Path(name).stem
    encoded, enclosures = [], []
    for codec in sound.codecs:
        encoded.append(here(master.ENCODE[codec], programme, sound))
        tags = Tags(title, genre="")
        enclosures.append(here(master.TAG[codec], encoded[-1], "sound", tags, ()))
    return MasteredRecording(
        name, facts.loudness, programme.loudness, programme.timeline.duration, facts.clipped,
        clean.treatments, programme.limiting, tuple(encoded), tuple(enclosures),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file in its place."""

    path: Path
    how: str  # "wrote", "replaced", or "unchanged": the very bytes were there
    loudness: Loudness  # of what a player decodes


def targets(recordings: Sequence[Path], out: Path, codecs: Sequence[str]) -> list[Path]:
    """Return every file that will be written, recording by recording."""
    return [out / f"{each.stem}.{codec}" for each in recordings for codec in codecs]


def master_recordings(
    recordings: Sequence[Path],
    out: Path,
    sound: SoundSettings,
    *,
    workers: Workers,
    report: Reporter,
) -> list[tuple[MasteredRecording, list[Written]] | Problem]:
    """Return what became of each recording, side by side; write the files into ``out``.

    ``sound.channels`` is the most: a recording of one channel stays one. Each file appears whole
    or not at all. Everything between lies in a folder in ``out`` that is gone at the end.
    """
    out.mkdir(parents=True, exist_ok=True)
    problems: dict[int, Problem] = {}
    calls: list[Call] = []
    with TemporaryDirectory(prefix=".izdat-", dir=out) as between:
        for number, path in enumerate(recordings):
            try:
                fitted = _fitted(sound, probe(path).channels)
                calls.append(Call((path.name, str(number)), (file_at(path), path.name, fitted)))
            except Unreadable as wrong:
                problems[number] = Problem(wrong.code, Place(str(path)), wrong.message, wrong.hint)
        with Run(Path(between), workers=workers, reporter=report) as here:
            made = iter(here.each(master_recording, calls))
        found: list[tuple[MasteredRecording, list[Written]] | Problem] = []
        for number, path in enumerate(recordings):
            result = problems.get(number) or next(made)
            if isinstance(result, Problem):
                found.append(Problem(result.code, Place(str(path)), result.message, result.hint))
            else:
                found.append((result, _written(result, out)))
    return found


def _fitted(sound: SoundSettings, channels: int) -> SoundSettings:
    return SoundSettings(
        pause=0.0, channels=min(sound.channels, channels), loudness=sound.loudness,
        true_peak=sound.true_peak, clean=CleanSettings(),
        mp3=sound.mp3, opus=sound.opus, m4a=sound.m4a, flac=sound.flac,
    )  # fmt: skip


def _written(made: MasteredRecording, out: Path) -> list[Written]:
    written = []
    for encoded, enclosure in zip(made.encoded, made.enclosures, strict=True):
        path = out / f"{Path(made.name).stem}.{encoded.codec}"
        how = "replaced" if path.exists() else "wrote"
        if how == "replaced" and cmp(path, enclosure.file.path, shallow=False):
            how = "unchanged"
        else:
            partly = path.with_name(f"{path.name}.part")
            try:
                shutil.copyfile(enclosure.file.path, partly)
                partly.replace(path)
            finally:
                partly.unlink(missing_ok=True)
        written.append(Written(path, how, encoded.loudness))
    return written


# ---- told to machines -------------------------------------------------------


def level(value: float) -> float | None:
    """Return a level rounded; None is -inf."""
    return round(value, DECIMALS) if isfinite(value) else None


def loudness_facts(loudness: Loudness) -> dict[str, object]:
    return {
        "integrated": level(loudness.integrated),
        "range": level(loudness.range),
        "true_peak": level(loudness.true_peak),
    }


def treatment_facts(treatment: Treatment) -> dict[str, object]:
    return {
        "kind": treatment.kind, "applied": treatment.is_applied,
        "level": level(treatment.level), "detail": treatment.detail,
    }  # fmt: skip


def limiting_facts(limiting: Limiting) -> dict[str, object]:
    return {
        "most": limiting.most, "share": limiting.share,
        "seconds": [{"second": at, "most": most} for at, most in limiting.seconds],
    }  # fmt: skip


def facts(made: MasteredRecording, written: Sequence[Written]) -> dict[str, object]:
    """Return what ``--json`` prints of a recording."""
    return {
        "before": loudness_facts(made.before),
        "after": loudness_facts(made.after),
        "duration": round(made.duration, 6),
        "clipped": made.clipped,
        "cleaned": [treatment_facts(each) for each in made.treatments],
        "limited": limiting_facts(made.limiting),
        "files": [
            {"file": str(each.path), "how": each.how, **loudness_facts(each.loudness)}
            for each in written
        ],
    }
