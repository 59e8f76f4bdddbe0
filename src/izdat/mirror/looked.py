"""Which files of a mirror's folder are as they were signed, without reading them all each time.

A file that was right, and whose length, times and number on the disk are the same, is right. The
time of change (ctime) cannot be set back by who writes into a file.
"""

import os
import stat
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from izdat.mirror.check import fault_of
from izdat.mirror.folder import FolderSource
from izdat.mirror.holding import KNOWN, Holding
from izdat.release import Entry

Known = dict[str, list[str | int]]  # path → SHA-256, and what ``_status`` tells


def known_in(holding: Holding) -> Known:
    """Return what was written down; nothing of it is taken that has another form."""
    found = holding.facts(KNOWN)
    return {path: each for path, each in found.items() if isinstance(each, list)}


def intact(holding: Holding, files: Iterable[Entry], known: Known) -> Known:
    """Return those of ``files`` that are there as they were signed, and read none in vain."""
    right: Known = {}
    doubtful: list[Entry] = []
    for entry in files:
        status = _status(holding, entry.path)
        if status is None or status[0] != entry.size:
            continue
        record: list[str | int] = [entry.sha256, *status]
        if known.get(entry.path) == record:
            right[entry.path] = record
        else:
            doubtful.append(entry)
    if doubtful:
        source = FolderSource(holding.folder)
        with ThreadPoolExecutor(source.parallel) as pool:
            faults = pool.map(lambda entry: fault_of(source, entry), doubtful)
            for entry, fault in zip(doubtful, faults, strict=True):
                status = _status(holding, entry.path)
                if fault is None and status is not None:
                    right[entry.path] = [entry.sha256, *status]
    return right


def recorded(holding: Holding, files: Iterable[Entry]) -> Known:
    """Return what is to be written down of files that were just put in place."""
    found: Known = {}
    for entry in files:
        status = _status(holding, entry.path)
        if status is not None:
            found[entry.path] = [entry.sha256, *status]
    return found


def _status(holding: Holding, path: str) -> list[int] | None:
    try:
        status = os.lstat(f"{holding.folder}/{path}")
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
