"""HTML that a show's own template wrote → its pages, set in a process of its own, which ends.

A few words of HTML can fill pages without end, and tables in tables take twice the time at every
level. What sets pages has no limit for either, so the system's are laid on it.
"""

import multiprocessing
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import cast

from izdat.model.file import File
from izdat.render.zine.typeset import NoLetters, Typeset, typeset

MOST_SECONDS = 300  # of a processor; 500 pages of izdat's own take a third of them
MOST_MEMORY = 3_000_000_000  # bytes of addresses: 500 pages take a gigabyte
MOST_PAGES = 2_000


class NotSet(Exception):
    """A template's pages could not be set, or not within the limits. The message says why."""


def typeset_apart(
    html: str,
    style: str,
    resources: Mapping[str, bytes],
    own_fonts: tuple[File, ...],
    *,
    seconds: float = MOST_SECONDS,
    memory: int = MOST_MEMORY,
    most_pages: int = MOST_PAGES,
) -> Typeset:
    """Return what ``typeset`` does, in so many pages at most.

    ``seconds``: of a processor; ``memory``: bytes of addresses.
    Raises ``NoLetters``, and ``NotSet``.
    """
    context = multiprocessing.get_context("spawn")
    hear, say = context.Pipe(duplex=False)
    given = (html, style, dict(resources), own_fonts)
    process = context.Process(target=_set, args=(say, seconds, memory, given), daemon=True)
    process.start()
    say.close()  # so that the end of the process is heard
    try:
        # A busy machine takes longer than a processor does; one without limits ends here.
        made = hear.recv() if hear.poll(10 + 8 * seconds) else None
    except EOFError:
        made = None
    finally:
        process.kill()
        process.join()
        hear.close()
    if made is None:
        raise NotSet(f"its pages take more than {seconds:.0f} seconds to set")
    if isinstance(made, NoLetters):
        raise made
    if isinstance(made, str):
        raise NotSet(f"its pages cannot be set: {made}")
    if made.pages > most_pages:
        raise NotSet(f"it has {made.pages:,} pages, and the most is {most_pages:,}")
    return cast("Typeset", made)


def _set(
    say: Connection,
    seconds: float,
    memory: int,
    given: tuple[str, str, dict[str, bytes], tuple[File, ...]],
) -> None:
    """Set pages, and say what became of them: them, ``NoLetters``, or what went wrong."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for this ends it
    _limit(seconds, memory)
    answer: Typeset | NoLetters | str
    try:
        answer = typeset(*given)
    except NoLetters as error:
        answer = error
    except Exception as error:  # whatever the typesetter makes of a stranger's HTML
        answer = f"{type(error).__name__} {error}".strip()[:200]
    say.send(answer)


def _limit(seconds: float, memory: int) -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    used = int(time.process_time() + seconds) + 1
    for what, most in ((resource.RLIMIT_CPU, used), (resource.RLIMIT_AS, memory)):
        with suppress(ValueError, OSError):  # a Mac has no limit of addresses
            resource.setrlimit(what, (most, most))
