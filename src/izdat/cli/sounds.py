"""The verbs of sound: meter, master."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat import run
from izdat.cli.group import PROBLEMS, SHOW, main, talking
from izdat.model.problem import Problem, has_errors
from izdat.model.show import CODECS, SoundSettings
from izdat.progress import reporter
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import LEVELS_HEAD, guard, own_path, tell_measured, write_export
from izdat.telling_sound import tell_mastered, tell_report

if TYPE_CHECKING:
    from izdat import episode_report, mastering, metering
    from izdat.render import sound_picture
else:  # a verb loads what it needs, and no other
    episode_report = lazy("izdat.episode_report")
    mastering = lazy("izdat.mastering")
    metering = lazy("izdat.metering")
    sound_picture = lazy("izdat.render.sound_picture")

M4A = 96  # kbit/s, where there is no show to say it


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@talking
def meter(files: tuple[Path, ...], quiet: bool, as_json: bool) -> None:
    """Measure how loud each sound or video FILE is (ITU-R BS.1770, EBU R 128)."""
    talk = Talk(as_json, quiet)
    is_silent = quiet or not sys.stderr.isatty()
    problems = []
    is_headed = as_json
    for path in files:
        with guard(talk), reporter(as_json=False, quiet=is_silent, to=sys.stderr) as report:
            found = metering.measure_file(path, report)
        if isinstance(found, Problem):
            problems.append(found)
            talk.problems([found])
            continue
        if not is_headed:
            talk.say(LEVELS_HEAD)
            is_headed = True
        tell_measured(talk, path, found)
    if problems:
        sys.exit(PROBLEMS)


@main.command()
@click.argument(
    "recordings",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="EPISODE | RECORDING…",
)
@SHOW
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Master RECORDINGs, without a show, into this folder.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw what was done to EPISODE into this file (SVG).",
)
@click.option("--target", type=click.FloatRange(-60, 0), help="LUFS; -16, for one channel -19.")
@click.option("--true-peak", type=click.FloatRange(-20, 0), default=-1.0, help="dBTP, decoded.")
@click.option("--codec", default="mp3", help="mp3, opus, m4a, flac; several with commas.")
@click.option("--replace", is_flag=True, help="Write over files of the same name.")
@talking
def master(
    recordings: tuple[Path, ...], folder: Path, out: Path | None, picture: Path | None,
    target: float | None, true_peak: float, codec: str, replace: bool, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Master an EPISODE of a show, and tell what was done to it.

    Or, without a show, each RECORDING: `izdat master talk.wav --out finished`.
    """
    talk = Talk(as_json, quiet)
    if out is None:
        is_told = target is not None or replace
        _master_episode(talk, folder, recordings, picture, is_told=is_told)
        return
    if picture is not None:
        raise click.UsageError("--picture is of an episode of a show")
    codecs = list(dict.fromkeys(codec.split(",")))
    if unknown := [each for each in codecs if each not in CODECS]:
        raise click.UsageError(f"--codec {unknown[0]}: choose of {', '.join(CODECS)}")
    _may_be_written(recordings, out, mastering.targets(recordings, out, codecs), replace)
    sound = _settings(target, true_peak, codecs)
    silent = quiet or as_json or not sys.stderr.isatty()
    with guard(talk), reporter(as_json=False, quiet=silent, to=sys.stderr) as report:
        found = mastering.master_recordings(
            recordings, out, sound, workers=run.local(0), report=report
        )
    for path, each in zip(recordings, found, strict=True):
        if isinstance(each, Problem):
            talk.problems([each])
        else:
            tell_mastered(talk, path, *each)
    if any(isinstance(each, Problem) for each in found):
        sys.exit(PROBLEMS)


def _settings(target: float | None, true_peak: float, codecs: list[str]) -> SoundSettings:
    return SoundSettings(loudness=target, true_peak=true_peak, m4a=M4A, flac=True).only(*codecs)


def _may_be_written(
    recordings: tuple[Path, ...], out: Path, targets: list[Path], replace: bool
) -> None:
    """Refuse, before any work, what would write over something."""
    own = {path.resolve() for path in recordings}
    for number, path in enumerate(targets):
        if path in targets[:number]:
            raise click.UsageError(f"two recordings would become {path}; master them one by one")
        if path.resolve() in own:
            raise click.UsageError(f"{path} is the recording itself; choose another --out")
        if path.exists() and not replace:
            raise click.UsageError(f"{path} is there; --replace overwrites it")


def _master_episode(
    talk: Talk, folder: Path, names: tuple[Path, ...], picture: Path | None, *, is_told: bool
) -> None:
    name = str(names[0])
    if len(names) > 1 or names[0].is_file():
        raise click.UsageError("recordings are mastered into a folder: give --out")
    if not (folder / "episodes" / name).is_dir():
        raise click.UsageError(f"there is no episode {name} in {folder / 'episodes'}")
    if picture is not None and not picture.parent.is_dir():
        raise click.UsageError(f"there is no folder {picture.parent}")
    if is_told:
        raise click.UsageError("an episode's sound is set in show.yaml, under `sound`")
    with guard(talk), reporter(as_json=talk.json, quiet=talk.quiet) as report:
        reports, problems = episode_report.report_episode(
            folder, name, workers=run.local(0), report=report
        )
    talk.problems(problems)
    for each in reports:
        tell_report(talk, each)
        if picture is not None:
            path = own_path(picture, each.lang, len(reports))
            write_export(talk, sound_picture.alone(each), path)
    if has_errors(problems):
        sys.exit(PROBLEMS)
