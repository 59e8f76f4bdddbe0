"""The verbs of a show: new, check, build, serve, why."""

import sys
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat import chain
from izdat.cli.group import (
    FOLDER,
    NO_LANGUAGE,
    PROBLEMS,
    SHOW,
    building,
    choosing,
    main,
    talking,
    workers,
)
from izdat.model.engine import EngineFailure
from izdat.model.missing import Missing
from izdat.model.problem import has_errors
from izdat.progress import reporter
from izdat.run.lazy import lazy
from izdat.schedule import Options
from izdat.talk import Talk
from izdat.telling import counted, guard, tell_built
from izdat.text.languages import is_language

if TYPE_CHECKING:
    from izdat import new as newcomer
    from izdat import serve as server
else:  # a verb loads what it needs, and no other
    newcomer = lazy("izdat.new")
    server = lazy("izdat.serve")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="A new show", help="What the show is called.")
@click.option("--lang", default="en", help="Its language, as in `en` or `pt-BR`.")
@talking
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
@talking
def check(folder: Path, quiet: bool, as_json: bool) -> None:
    """Read the show in FOLDER and list every problem, with its file, line and column."""
    talk = Talk(as_json, quiet)
    with guard(talk):
        checked = chain.check(folder)
    talk.problems(checked.problems)
    if has_errors(checked.problems):
        sys.exit(PROBLEMS)
    count = len(checked.episodes)
    talk.say(f"{counted(count, 'episode')}, no errors", event="checked", episodes=count)


@main.command()
@FOLDER
@building
@click.option("--open", "open_page", is_flag=True, help="Open the site in a browser when done.")
@talking
def build(
    folder: Path, drafts: bool, future: bool, jobs: int | None, cluster: str | None,
    listed: Path | None, open_page: bool, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Build the show in FOLDER into FOLDER/public: sound, pages, feeds, transcripts."""
    talk = Talk(as_json, quiet)
    options = Options(drafts=drafts, future=future, now=datetime.now(UTC))
    with guard(talk), reporter(as_json=as_json, quiet=quiet) as report:
        built = chain.build(
            folder, options, workers=workers(jobs, cluster), report=report,
            waiting=report.waiting, listed=listed,
        )  # fmt: skip
    tell_built(talk, built)
    if has_errors(built.problems):
        sys.exit(PROBLEMS)
    if open_page:
        page = (built.public / "index.html").absolute()
        if not webbrowser.open(page.as_uri()):
            talk.say(f"open {page} in a browser", event="open", page=page)


@main.command()
@FOLDER
@building
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@talking
def serve(
    folder: Path, drafts: bool, future: bool, jobs: int | None, cluster: str | None,
    listed: Path | None, port: int, host: str, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Build the show in FOLDER, serve it here, and build again whenever a file changes."""
    talk = Talk(as_json, quiet)

    def build_once() -> None:
        options = Options(drafts=drafts, future=future, now=datetime.now(UTC))
        with reporter(as_json=as_json, quiet=quiet) as report:
            built = chain.build(
                folder, options, workers=workers(jobs, cluster), report=report, listed=listed
            )
        tell_built(talk, built)

    def build_again() -> None:
        try:
            build_once()
        except (Missing, EngineFailure, OSError) as error:  # the last good site stays up
            talk.fail(str(error), event="failure", what=str(error))
        else:
            running.reload()

    with guard(talk):
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
@SHOW
@choosing
@talking
def why(
    episode: str | None, folder: Path, drafts: bool, future: bool, quiet: bool, as_json: bool
) -> None:
    """Say what a build would do now, and why, without doing it."""
    talk = Talk(as_json, quiet)
    if episode is not None and not (folder / "episodes" / episode).is_dir():
        raise click.UsageError(f"there is no episode {episode} in {folder / 'episodes'}")
    options = Options(drafts=drafts, future=future, now=datetime.now(UTC))
    with guard(talk):
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
