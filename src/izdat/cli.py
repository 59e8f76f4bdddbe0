"""The verbs. The only file that knows the command-line library.

Exit codes: 0 done, 1 problems in the show, 2 wrong usage, 3 something is missing.
"""

import errno
import gc
import re
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from izdat import __version__, chain, run, speaking
from izdat.model.engine import EngineFailure
from izdat.model.missing import Missing
from izdat.model.problem import has_errors
from izdat.progress import reporter
from izdat.run import Workers
from izdat.run.lazy import lazy
from izdat.schedule import Options
from izdat.talk import Talk
from izdat.text.languages import is_language

if TYPE_CHECKING:
    from izdat import engines as plugged
    from izdat import importer
    from izdat import new as newcomer
    from izdat import serve as server
else:  # a verb loads what it needs, and no other
    importer = lazy("izdat.importer")
    newcomer = lazy("izdat.new")
    plugged = lazy("izdat.engines")
    server = lazy("izdat.serve")

PROBLEMS, MISSING = 1, 3
NO_LANGUAGE = "--lang {}: write a BCP 47 tag, as in en, pt-BR, zh-Hant"

# What a disk, not izdat, has done: a folder that may not be written, a stick that was pulled out.
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENODEV})
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")  # as an episode's folder is called


def _talk(command: Callable[..., Any]) -> Callable[..., Any]:
    quiet = click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
    as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
    return as_json(quiet(command))


FOLDER = click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)


def _choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    drafts = click.option("--drafts", is_flag=True, help="Also drafts, each at a secret address.")
    future = click.option("--future", is_flag=True, help="Also episodes whose day has not come.")
    return drafts(future(command))


def _building(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.option("--jobs", "-j", type=click.IntRange(1, 512), help="Processes side by side."),
        click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler, tcp://host:port."),
    ]
    for option in reversed(options):
        command = option(command)
    return _choosing(command)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _workers(jobs: int | None, cluster: str | None) -> Workers:
    return run.cluster(cluster) if cluster else run.local(jobs or 0)


@contextmanager
def _guard(talk: Talk) -> Iterator[None]:
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


class _Verbs(click.Group):
    """Lists the verbs in the order in which a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="izdat")
def main() -> None:
    """The press of an independent podcast: a folder in, a published podcast out.

    Start with `izdat new my-show`, then `izdat serve my-show`.
    """
    # Frozen values make no cycles: looking for them costs a build of nothing a third of its time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="A new show", help="What the show is called.")
@click.option("--lang", default="en", help="Its language, as in `en` or `pt-BR`.")
@_talk
def new(folder: Path, title: str, lang: str, quiet: bool, as_json: bool) -> None:
    """Start a show in FOLDER, with a first episode that builds as it is."""
    talk = Talk(as_json, quiet)
    if not is_language(lang):
        raise click.UsageError(NO_LANGUAGE.format(lang))
    try:
        files = newcomer.new_show(folder, title=title, lang=lang, today=datetime.now(UTC))
    except FileExistsError:
        raise click.UsageError(f"{folder} is not empty; name a folder that is new") from None
    except OSError as error:
        raise click.UsageError(f"cannot write {error.filename}: {error.strerror}") from None
    for file in files:
        talk.say(f"wrote {file}", event="wrote", file=file)
    talk.say(f"next: izdat serve {folder}", event="next", command=f"izdat serve {folder}")


@main.command()
@FOLDER
@_talk
def check(folder: Path, quiet: bool, as_json: bool) -> None:
    """Read the show in FOLDER and list every problem, with its file, line and column."""
    talk = Talk(as_json, quiet)
    with _guard(talk):
        checked = chain.check(folder)
    talk.problems(checked.problems)
    if has_errors(checked.problems):
        sys.exit(PROBLEMS)
    count = len(checked.episodes)
    talk.say(f"{_count(count, 'episode')}, no errors", event="checked", episodes=count)


@main.command()
@FOLDER
@_building
@click.option("--open", "open_page", is_flag=True, help="Open the site in a browser when done.")
@_talk
def build(
    folder: Path, drafts: bool, future: bool, jobs: int | None, cluster: str | None,
    open_page: bool, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Build the show in FOLDER into FOLDER/public: sound, pages, feeds, transcripts."""
    talk = Talk(as_json, quiet)
    options = Options(drafts=drafts, future=future, now=datetime.now(UTC))
    with _guard(talk), reporter(as_json=as_json, quiet=quiet) as report:
        built = chain.build(
            folder, options, workers=_workers(jobs, cluster), report=report, waiting=report.waiting
        )
    _tell_built(talk, built)
    if has_errors(built.problems):
        sys.exit(PROBLEMS)
    if open_page:
        page = (built.public / "index.html").absolute()
        if not webbrowser.open(page.as_uri()):
            talk.say(f"open {page} in a browser", event="open", page=page)


def _tell_built(talk: Talk, built: "chain.Built") -> None:
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
        f"{built.public}: {_count(built.episodes, 'episode')}, "
        f"{_count(built.written, 'file')} written, {built.removed} removed, "
        f"{built.unchanged} unchanged; {_count(built.steps, 'step')} run",
        event="built", public=built.public, episodes=built.episodes, written=built.written,
        removed=built.removed, unchanged=built.unchanged, steps=built.steps,
    )  # fmt: skip


@main.command()
@FOLDER
@_building
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@_talk
def serve(
    folder: Path, drafts: bool, future: bool, jobs: int | None, cluster: str | None,
    port: int, host: str, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Build the show in FOLDER, serve it here, and build again whenever a file changes."""
    talk = Talk(as_json, quiet)

    def build_once() -> None:
        options = Options(drafts=drafts, future=future, now=datetime.now(UTC))
        with reporter(as_json=as_json, quiet=quiet) as report:
            built = chain.build(folder, options, workers=_workers(jobs, cluster), report=report)
        _tell_built(talk, built)

    def build_again() -> None:
        try:
            build_once()
        except (Missing, EngineFailure, OSError) as error:  # the last good site stays up
            talk.fail(str(error), event="failure", what=str(error))
        else:
            running.reload()

    with _guard(talk):
        watch = server.Watch(folder, build_again)
        build_once()
        try:
            running = server.Server(folder / chain.PUBLIC, host=host, port=port)
        except OSError as error:
            raise click.UsageError(f"cannot listen on {host}:{port}: {error.strerror}") from None
        talk.say(f"{running.address}  (Ctrl-C ends it)", event="serving", address=running.address)
        watch.start()
        try:
            running.run()
        except KeyboardInterrupt:
            running.close()
        finally:
            watch.stop()


@main.command()
@click.argument("episode", required=False)
@click.option(
    "--show", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@_choosing
@_talk
def why(
    episode: str | None, folder: Path, drafts: bool, future: bool, quiet: bool, as_json: bool
) -> None:
    """Say what a build would do now, and why, without doing it."""
    talk = Talk(as_json, quiet)
    if episode is not None and not (folder / "episodes" / episode).is_dir():
        raise click.UsageError(f"there is no episode {episode} in {folder / 'episodes'}")
    options = Options(drafts=drafts, future=future, now=datetime.now(UTC))
    with _guard(talk):
        reasons, problems = chain.why(folder, options, episode)
    if has_errors(problems):
        talk.problems(problems)
        sys.exit(PROBLEMS)
    for would in reasons:
        subject = " ".join(would.subject)
        talk.say(
            f"{would.stage:<8}{subject:<32}  ({would.reason})",
            event="would", step=would.step, subject=would.subject, reason=would.reason,
        )  # fmt: skip
    if not reasons:
        talk.say("nothing: every result is kept", event="nothing")


@main.group(name="import")
def import_() -> None:
    """Bring in what was published elsewhere."""


@import_.command(name="transcript")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--episode", required=True, help="The episode's folder, such as 083.")
@click.option("--lang", help="The text's language; otherwise found in the text.")
@click.option(
    "--show", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%z"]),
    help="The day it first appeared; otherwise today, for you to mend.",
)
@click.option("--draft", is_flag=True, help="Leave it a draft, without a day.")
@click.option("--replace", is_flag=True, help="Write over an episode that is there.")
@_talk
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
    with _guard(talk):
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
@_talk
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
    with _guard(talk):
        written = speaking.speak_text(text, out, lang=lang, voice=voice, engine=engine, rate=rate)
    for path in written:
        talk.say(f"wrote {path}", event="wrote", file=path)


@main.command()
@FOLDER
@_talk
def clean(folder: Path, quiet: bool, as_json: bool) -> None:
    """Delete kept results that the last build of FOLDER did not use."""
    talk = Talk(as_json, quiet)
    with _guard(talk):
        cleaned = run.clean(folder)
    megabytes = cleaned.size / 1e6
    talk.say(
        f"{cleaned.results} results deleted, {megabytes:.1f} MB freed",
        event="cleaned", results=cleaned.results, bytes=cleaned.size,
    )  # fmt: skip


@main.command()
@_talk
def engines(quiet: bool, as_json: bool) -> None:
    """List what can be plugged in, and how to install what is not there."""
    talk = Talk(as_json, quiet)
    for facts in plugged.installed():
        state = facts.id if facts.is_installed else f"not ready: {facts.install}"
        talk.say(f"{facts.socket:<12} {facts.name:<12} {state}", event="engine", **asdict(facts))


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes izdat's words in SHELL."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(main, {}, "izdat", "_IZDAT_COMPLETE").source())
