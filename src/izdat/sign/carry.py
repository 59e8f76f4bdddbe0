"""A proposal that goes from editor to editor in a folder: on a stick, or in a message."""

from pathlib import Path

from tuf.api.metadata import Metadata, Root, Targets

from izdat.model.missing import Missing
from izdat.release import Forged, entries, read_role, write_role
from izdat.release.contents import sums_of
from izdat.release.minisign import LONGEST, check_minisign
from izdat.release.parse import LIMITS, Role
from izdat.release.roles import signed_by
from izdat.run.durable import write_durably
from izdat.sign.desk import PROPOSED, Desk
from izdat.sign.publish import sums_name

ROLES = ("root.json", "targets.json")


class NothingProposed(Missing):
    """There is nothing to carry."""


def carry(desk: Desk, folder: Path) -> list[Path]:
    """Copy what is proposed into ``folder``; return what was written."""
    source = desk.folder / PROPOSED
    names = sorted(path.name for path in source.glob("*") if path.is_file())
    if not set(names) & set(ROLES):
        raise NothingProposed("nothing is proposed", f"izdat sign release {desk.show}")
    for name in names:
        write_durably(folder / name, (source / name).read_bytes())
    return [folder / name for name in names]


def take_back(desk: Desk, folder: Path) -> int:
    """Take the proposal in ``folder``, or its signatures for the one that is here; return how many.

    Only signatures that hold are taken, by keys that the show's root names. Another content under
    the same number is ``Forged``, and nothing is taken.
    """
    taken = 0
    found = False
    data = _read(folder / "root.json", LIMITS["root"])
    if data is not None:
        found = True
        new = read_role(data, Root)
        taken += _merge_root(desk, new)
    data = _read(folder / "targets.json", LIMITS["targets"])
    if data is not None:
        found = True
        taken += _merge_targets(desk, read_role(data, Targets), folder)
    if not found:
        raise NothingProposed(f"{folder} holds no proposal", "name the folder that was carried")
    return taken


def _merge_root(desk: Desk, new: Metadata[Root]) -> int:
    able = {key.keyid for key in signed_by(desk.root().signed, "root", new)}
    if able:  # somebody of ours wants it; whoever is to come may have signed it too
        able |= {key.keyid for key in signed_by(new.signed, "root", new)}
    last = desk.root().signed.version
    return _merge(desk, f"{PROPOSED}/root.json", new, able, Root, last)


def _merge_targets(desk: Desk, new: Metadata[Targets], folder: Path) -> int:
    root = desk.root().signed
    signed = entries(new.signed)  # names that no disk may be asked to hold are refused here
    signers = signed_by(root, "targets", new)
    published = desk.targets()
    last = 0 if published is None else published.signed.version
    able = {key.keyid for key in signers}
    taken = _merge(desk, f"{PROPOSED}/targets.json", new, able, Targets, last)
    sums = sums_of(signed)
    for key in signers:
        text = _read(folder / sums_name(key.keyid), LONGEST)
        if text is not None:
            check_minisign(sums, text, key)
            desk.write(f"{PROPOSED}/{sums_name(key.keyid)}", text)
    return taken


def _merge(
    desk: Desk, name: str, new: Metadata[Role], able: set[str], kind: type[Role], last: int
) -> int:  # fmt: skip
    """Add signatures of ``able`` to what is proposed; ``last`` is the version that is published."""
    if not able:
        raise Forged("no editor of this show has signed what was carried")
    data = desk.read(name)
    here = Metadata(new.signed) if data is None else read_role(data, kind)
    if here.signed.version <= last:  # it came to its end on another machine
        here = Metadata(new.signed)
    if here.signed != new.signed:
        raise Forged(f"what was carried is not what is proposed here ({name}); nothing was taken")
    fresh = able - here.signatures.keys()
    for keyid in fresh:
        here.signatures[keyid] = new.signatures[keyid]
    desk.write(name, write_role(here))
    return len(fresh)


def _read(path: Path, limit: int) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError:
        return None
