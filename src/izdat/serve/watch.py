"""Notices that something in a show's folder changed."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

IGNORED = frozenset({"public", ".izdat", ".git"})
INTERVAL = 0.5  # seconds between two looks: a save is seen while the editor's hand leaves the key
MOST_FILES = 200_000  # a folder larger than any show: the home folder by mistake


def snapshot(folder: Path) -> frozenset[tuple[str, int, int]]:
    """Return what lies in ``folder`` as (path, mtime in ns, size); links are not followed."""
    found: list[tuple[str, int, int]] = []
    pending = [os.fspath(folder)]
    while pending and len(found) < MOST_FILES:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError:
            continue  # gone, or not ours to read: the build will say so
        for entry in entries:
            if entry.name in IGNORED or entry.name.endswith(("~", ".swp", ".tmp")):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    facts = entry.stat(follow_symlinks=False)
                    found.append((entry.path, facts.st_mtime_ns, facts.st_size))
            except OSError:
                continue  # deleted between the two calls
    return frozenset(found)


class Watch:
    """Calls ``changed`` once after each change, when the folder has been still for one look.

    What counts is every change since the watch was made: make it before the first build.
    """

    def __init__(self, folder: Path, changed: Callable[[], None]) -> None:
        self._folder = folder
        self._changed = changed
        self._built = snapshot(folder)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def _look(self) -> None:
        last = self._built
        while not self._stop.wait(INTERVAL):
            now = snapshot(self._folder)
            if now == last != self._built:
                self._built = now
                self._changed()
            last = now
