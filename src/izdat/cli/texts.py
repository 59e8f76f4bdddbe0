"""The verbs of texts and recordings: import, speak, align."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from izdat import run, speaking
from izdat.cli.group import NO_LANGUAGE, PROBLEMS, SHOW, main, talking
from izdat.model.problem import has_errors
from izdat.progress import reporter
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import (
    guard,
    keep_words,
    own_path,
    tell_aligned,
    tell_review,
    tell_text,
    write_export,
)
from izdat.text.languages import is_language

if TYPE_CHECKING:
    from izdat import aligning, importer
else:  # a verb loads what it needs, and no other
    aligning = lazy("izdat.aligning")
    importer = lazy("izdat.importer")

SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")  # as an episode's folder is called
TARGET = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@main.group(name="import")
def import_() -> None:
    """Bring in what was published elsewhere."""


@import_.command(name="transcript")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--episode", required=True, help="The episode's folder, such as 083.")
@click.option("--lang", help="The text's language; otherwise found in the text.")
@SHOW
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%z"]),
    help="The day it first appeared; otherwise today, for you to mend.",
)
@click.option("--draft", is_flag=True, help="Leave it a draft, without a day.")
@click.option("--replace", is_flag=True, help="Write over an episode that is there.")
@talking
def import_transcript(
    file: Path, episode: str, lang: str | None, folder: Path, published: datetime | None,
    draft: bool, replace: bool, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Turn the saved page FILE into episodes/EPISODE/episode.md and a report of each decision.

    Takes text, HTML, WebVTT, SRT, Podcasting 2.0 JSON and Whisper JSON.
    """
    talk = Talk(as_json, quiet)
    if lang and not is_language(lang):
        raise click.UsageError(NO_LANGUAGE.format(lang))
    if not SLUG.fullmatch(episode):
        raise click.UsageError(f"“{episode}” is no address: use a to z, 0 to 9 and hyphens")
    target = folder / "episodes" / episode
    if not replace and (target / "episode.md").exists():
        raise click.UsageError(f"{target / 'episode.md'} is there; --replace overwrites it")
    day = (published or datetime.now(UTC)).replace(microsecond=0)
    day = day if day.tzinfo else day.replace(tzinfo=UTC)
    with guard(talk):
        number = int(episode) if episode.isdecimal() else None
        imported = importer.import_transcript(
            file.read_bytes(), name=file.name, slug=episode, number=number, lang=lang,
            published=None if draft else day,
        )  # fmt: skip
    talk.problems(imported.problems)
    if has_errors(imported.problems):
        sys.exit(PROBLEMS)
    target.mkdir(parents=True, exist_ok=True)
    for name, text in imported.files:
        partly = target / f"{name}.part"
        partly.write_text(text, encoding="utf-8", newline="\n")
        partly.replace(target / name)
        talk.say(f"wrote {target / name}", event="wrote", file=target / name)
    if not (published or draft):
        talk.say("its day is set to today: write the true one", event="hint", published=day)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="speech.wav")
@click.option("--lang", default="en", help="The text's language.")
@click.option("--voice", default="", help="The engine's voice; `izdat engines` lists engines.")
@click.option("--engine", default="espeak", help="What speaks.")
@click.option("--rate", type=click.IntRange(80, 400), default=165, help="Words a minute.")
@talking
def speak(
    file: Any, out: Path, lang: str, voice: str, engine: str, rate: int,
    quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Speak the text in FILE (or standard input) into a WAV file, with its word times beside it."""
    talk = Talk(as_json, quiet)
    if out.suffix.lower() != ".wav":
        raise click.UsageError(f"--out {out}: what is written is WAV; name it so")
    if not out.parent.is_dir():
        raise click.UsageError(f"--out {out}: there is no folder {out.parent}")
    try:
        text = file.read()
    except UnicodeDecodeError:
        raise click.UsageError(f"{file.name} is not UTF-8; save it so") from None
    with guard(talk):
        written = speaking.speak_text(text, out, lang=lang, voice=voice, engine=engine, rate=rate)
    for path in written:
        talk.say(f"wrote {path}", event="wrote", file=path)


@main.command()
@click.argument("episode", metavar="EPISODE|RECORDING")
@click.argument(
    "transcript", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@SHOW
@click.option("--lang", help="The language of a text without a show.")
@click.option("--keep", is_flag=True, help="Write the times beside the recording, to correct.")
@click.option("--review", is_flag=True, help="List the words that are not sure or not found.")
@click.option("--vtt", type=TARGET, help="Write WebVTT, a cue a paragraph; - prints it.")
@click.option("--textgrid", type=TARGET, help="Write a TextGrid for Praat; - prints it.")
@click.option("--labels", type=TARGET, help="Write labels for Audacity; - prints them.")
@talking
def align(
    episode: str, transcript: Path | None, folder: Path, lang: str | None, keep: bool,
    review: bool, quiet: bool, as_json: bool, **exports: Path | None,
) -> None:  # fmt: skip
    """Find when each word of an episode's recordings is heard.

    Or, without a show, each word of the text TRANSCRIPT in RECORDING:
    `izdat align pier.flac pier.txt --lang en --json`.
    """
    talk = Talk(as_json, quiet)
    wanted = {form: path for form, path in exports.items() if path is not None}
    if transcript is not None:
        if keep or not lang:
            raise click.UsageError("--keep is for episodes" if keep else "give --lang, as in en")
        _align_text(talk, Path(episode), transcript, lang, review, wanted)
        return
    if lang or not (folder / "episodes" / episode).is_dir():
        if Path(episode).is_file():
            raise click.UsageError(f"{episode} is a recording; name its text, too")
        if lang:
            raise click.UsageError("an episode knows its language: leave --lang out")
        raise click.UsageError(f"there is no episode {episode} in {folder / 'episodes'}")
    with guard(talk), reporter(as_json=as_json, quiet=quiet) as report:
        recordings, problems = aligning.align_episode(
            folder, episode, workers=run.local(0), report=report
        )
    talk.problems((*problems, *(problem for each in recordings for problem in each.problems)))
    for each in recordings:
        tell_aligned(talk, each)
        if review:
            tell_review(talk, each)
        for form, path in wanted.items():
            target = own_path(path, each.segment, len(recordings))
            write_export(talk, aligning.exported(each, form), target)
        if keep:
            keep_words(talk, each, folder)
    if has_errors(problems) or any(each.is_failed for each in recordings):
        sys.exit(PROBLEMS)


def _align_text(
    talk: Talk, recording: Path, transcript: Path, lang: str, review: bool, wanted: dict[str, Path]
) -> None:
    if not is_language(lang):
        raise click.UsageError(NO_LANGUAGE.format(lang))
    if not recording.is_file():
        raise click.UsageError(f"there is no recording {recording}")
    try:
        text = transcript.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.UsageError(f"{transcript} is not UTF-8; save it so") from None
    quiet = talk.quiet or not sys.stderr.isatty()
    with guard(talk), reporter(as_json=False, quiet=quiet, to=sys.stderr) as report:
        found = aligning.align_text(recording, transcript, text, lang=lang, report=report)
    tell_text(talk, found, review=review, is_exported=bool(wanted))
    if found.is_failed:
        sys.exit(PROBLEMS)
    for form, path in wanted.items():
        write_export(talk, aligning.exported(found, form), path)
