"""What was fetched and checked → the mirror's folder, in an order in which nothing is seen torn.

Each file appears by one rename, after its bytes are on the disk; what is pointed at before what
points; the heartbeat last. All has been fetched by then, so that only renames lie between the old
release and the new one. A kill between two of them costs nothing but the rest of them.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from izdat.mirror.holding import COMING, OWN, PARTS, Blocked, Holding
from izdat.mirror.survey import Release
from izdat.release.names import METADATA, PIECES, SUMS
from izdat.run.durable import sync_folder
from izdat.run.order import TEMPORARY, ranked
from izdat.run.space import room_in


def put(
    holding: Holding, release: Release, staged: Mapping[str, Path], before: Iterable[str],
    proof: Mapping[str, bytes],
) -> int:  # fmt: skip
    """Bring the folder to ``release``; return how many files are gone.

    ``staged``: whole files by where they belong; ``before``: what earlier releases signed here;
    ``proof``: what stands beside the files, in the order of writing, the heartbeat last.
    """
    gone = [path for path in before if path not in release.files]
    if staged or gone:  # so that a run after a kill knows whose files these are
        holding.write(COMING, release.targets)
    in_the_way = _in_the_way(gone, release.files)
    for path in in_the_way:
        _remove(holding, path)
    folders: set[Path] = set()
    for path in ranked(staged):
        target = holding.place_for(path)
        if target.is_dir() and not target.is_symlink():
            try:
                target.rmdir()
            except OSError:
                raise Blocked(
                    f"{target} is a folder with files that no release signed",
                    "take them away: a file belongs there",
                ) from None
        staged[path].replace(target)
        folders |= {target.parent, *_within(holding.folder, target.parent)}
    for folder in sorted(folders, key=lambda each: -len(each.parts)):
        with room_in(folder):
            sync_folder(folder)
    for name, data in proof.items():
        holding.write(name, data)
    for path in [*reversed(ranked(gone))]:
        if path not in in_the_way:
            _remove(holding, path)
    tidy(holding, proof)
    return len(gone)


def tidy(holding: Holding, proof: Mapping[str, bytes]) -> None:
    """Remove proofs of releases that are no more, and what a kill left over."""
    for name in holding.names(METADATA):
        if name.endswith((".targets.json", ".snapshot.json", ".minisign.pub")):
            if f"{METADATA}/{name}" not in proof:
                holding.remove(f"{METADATA}/{name}")
        elif name.startswith(TEMPORARY):
            holding.remove(f"{METADATA}/{name}")
    for name in holding.names(f"{METADATA}/{PIECES}"):
        if f"{METADATA}/{PIECES}/{name}" not in proof:
            holding.remove(f"{METADATA}/{PIECES}/{name}")
    for name in holding.names(OWN):
        if name.startswith(TEMPORARY):
            holding.remove(f"{OWN}/{name}")
    for name in holding.names(""):
        is_signature = name.startswith(f"{SUMS}.") and name not in proof
        if is_signature or name.startswith(TEMPORARY):
            holding.remove(name)
    holding.remove(COMING)


def forget_parts(holding: Holding) -> None:
    """Remove what was begun and is not wanted any more."""
    for name in holding.names(PARTS):
        holding.remove(f"{PARTS}/{name}")


def _in_the_way(gone: Iterable[str], files: Mapping[str, object]) -> set[str]:
    """Return old files where a folder belongs, and those in a folder where a file belongs."""
    folders = {parent for path in files for parent in _parents(path)}
    return {path for path in gone if path in folders or any(p in files for p in _parents(path))}


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _remove(holding: Holding, path: str) -> None:
    holding.remove(path)
    for parent in reversed(_parents(path)):
        folder = holding.folder / parent
        if folder.is_symlink():
            return
        with suppress(OSError):  # others are in it
            folder.rmdir()


def _within(root: Path, folder: Path) -> list[Path]:
    """Return the folders from ``root`` down to ``folder``: a new one is an entry of another."""
    return [parent for parent in folder.parents if parent.is_relative_to(root)]
