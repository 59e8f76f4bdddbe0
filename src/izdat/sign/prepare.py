"""A built folder → what would be signed, what is new in it, and what is amiss."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from izdat.model.missing import Missing
from izdat.model.place import Place
from izdat.model.problem import Problem, in_order
from izdat.release import Changes, Digested, Entry, changed, digested, entries, unsafe_names
from izdat.release.names import METADATA, SUMS
from izdat.run.manifest import manifest_path, read_manifest, tree_of
from izdat.sign.desk import Desk


class NotBuilt(Missing):
    """There is nothing to sign."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a release would hold. With a problem among them nothing may be signed."""

    entries: tuple[Entry, ...]
    changes: Changes
    problems: tuple[Problem, ...]
    added: dict[str, bytes] = field(default_factory=dict)  # what signing itself puts into the site
    layers: dict[str, bytes] = field(default_factory=dict)  # hashes of pieces, by their root


def prepare(desk: Desk, public: Path, added: dict[str, bytes]) -> Prepared:
    """Read all of ``public`` and return what would be signed.

    ``added``: files that the release brings itself, by name. What was changed, removed or put
    there since the build is a problem: an editor signs what izdat built from texts they know.
    """
    show = desk.show.absolute()
    public = public.absolute()
    manifest = read_manifest(manifest_path(show / ".izdat", public, show))
    if not manifest.files:
        raise NotBuilt(f"{public} was not built here", f"izdat build {desk.show}")
    tree = tree_of(public)
    here = {name for name in tree.files if not _is_ours(name) and name not in added}
    # Links above all: what is signed would be written to where they lead.
    problems = [_changed(name, "is no file") for name in tree.others]
    read: list[Digested] = []
    for name in sorted(here | manifest.files.keys()):
        if name not in here:
            problems.append(_changed(name, "is gone"))
            continue
        with (public / name).open("rb") as stream:
            read.append(digested(stream, name))
        entry = read[-1].entry
        built = manifest.files.get(name)
        if built is None:
            problems.append(_changed(name, "was not written by the build"))
        elif (entry.sha256, entry.size) != (built[0], built[1]):
            problems.append(_changed(name, "is not what was built"))
    read += [digested(BytesIO(data), name) for name, data in added.items()]
    found = tuple(each.entry for each in read)
    problems += [
        Problem(
            "unsafe-name", Place(f"public/{ascii(name)[1:-1]:.300}"), why, "give it another name"
        )
        for name, why in unsafe_names(each.path for each in found)
    ]
    last = desk.targets()
    before = entries(last.signed) if last is not None else {}
    after = {each.path: each for each in found}
    layers = {each.entry.pieces: each.layer for each in read if each.layer}
    return Prepared(found, changed(before, after), in_order(problems), added, layers)


def _is_ours(name: str) -> bool:
    return name.split("/")[0] == METADATA or ("/" not in name and name.startswith(SUMS))


def _changed(name: str, why: str) -> Problem:
    return Problem(
        "changed-since-build", Place(f"public/{name}"), f"this {why}",
        "build again; move what is yours into the show's folder",
    )  # fmt: skip
