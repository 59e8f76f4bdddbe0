"""What stands beside a release's files: signatures, hashes, what was signed before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tuf.api.metadata import Key, Root, Targets

from izdat.mirror.fetch import Errand, Fetched
from izdat.mirror.holding import COMING, Holding, Trust
from izdat.mirror.source import Mirror, read_some
from izdat.mirror.survey import Release, first_that_holds
from izdat.mirror.want import HASH, hashes_in, layer, pieces_of
from izdat.release import LIMITS, Entry, Untrusted, entries, read_role, sums_of
from izdat.release.merkle import root_of
from izdat.release.minisign import LONGEST, check_minisign, minisign_key
from izdat.release.names import METADATA, PIECES, SUMS
from izdat.release.roles import signed_by

MOST_RELEASES = 20  # whose targets may lie in a folder: more are somebody else's doing


def layers_of(
    release: Release, holding: Holding, errand: Errand
) -> tuple[dict[str, bytes], Fetched]:
    """Return the hashes of every large file's pieces by their root: from here, or fetched."""
    found: dict[str, bytes] = {}
    wanted: dict[str, Entry] = {}
    for entry in release.files.values():
        if not entry.pieces or entry.pieces in wanted or entry.pieces in found:
            continue
        data = holding.read(f"{METADATA}/{PIECES}/{entry.pieces}", HASH * pieces_of(entry))
        if data is not None and root_of(hashes_in(data)).hex() == entry.pieces:
            found[entry.pieces] = data
        else:
            wanted[entry.pieces] = entry

    fetched = errand.haul([layer(each, found.__setitem__) for each in wanted.values()])
    return found, replace(fetched, lost=())  # a file without them is what is lost


def proof_of(
    release: Release, trust: Trust, layers: Mapping[str, bytes], holding: Holding,
    mirrors: Sequence[Mirror],
) -> dict[str, bytes]:  # fmt: skip
    """Return what is written beside the files, by name and in the order of writing.

    The heartbeat is the last: all else may lie there before anybody is led to it.
    """
    proof = {f"{METADATA}/{PIECES}/{root}": data for root, data in layers.items()}
    sums = sums_of(release.files)
    root = release.judge.root
    for keyid in root.roles["targets"].keyids:
        name = f"{SUMS}.{keyid[:8]}.minisig"
        signature = _signature(name, sums, root.keys[keyid], holding, mirrors)
        if signature is not None:
            proof[name] = signature
            public = minisign_key(root.keys[keyid]).encode()
            proof[f"{METADATA}/{keyid[:8]}.minisign.pub"] = public
    proof[SUMS] = sums
    for number, data in enumerate(trust.roots, 1):
        proof[f"{METADATA}/{number}.root.json"] = data
    proof[f"{METADATA}/{release.judge.targets_name}"] = release.targets
    proof[f"{METADATA}/{release.judge.snapshot_name}"] = release.snapshot
    proof[f"{METADATA}/timestamp.json"] = release.timestamp
    return proof


def signed_before(holding: Holding, trust: Trust, release: Release) -> dict[str, Entry]:
    """Return every file that a release signed whose proof lies here: these are the mirror's own.

    Nothing else in the folder is ever removed.
    """
    found: dict[str, Entry] = {}
    names = [COMING, *(f"{METADATA}/{name}" for name in holding.names(METADATA))]
    names = [name for name in names if name == COMING or name.endswith(".targets.json")]
    for name in names[:MOST_RELEASES]:
        data = holding.read(name, LIMITS["targets"])
        if data == release.targets:
            found |= release.files
        elif data is not None:
            found |= _signed(data, trust)
    return found


def _signed(data: bytes, trust: Trust) -> dict[str, Entry]:
    """Return what these targets sign, if they were signed under any root of the show."""
    try:
        metadata = read_role(data, Targets)
        signed = entries(metadata.signed)
        for root in reversed(trust.roots):
            known = read_role(root, Root).signed
            few = known.roles["targets"].threshold
            if len(signed_by(known, "targets", metadata)) >= few:
                return signed
    except Untrusted:
        pass
    return {}


def _signature(
    name: str, sums: bytes, key: Key, holding: Holding, mirrors: Sequence[Mirror]
) -> bytes | None:
    """Return an editor's minisign signature; None where there is none that holds."""
    taken: list[bytes] = []

    def holds(data: bytes | None) -> bool:
        if data is None:
            return False
        try:
            check_minisign(sums, data, key)
        except Untrusted:
            return False
        taken.append(data)
        return True

    if holds(holding.read(name, LONGEST)) or first_that_holds(
        mirrors, lambda line: read_some(line, name, LONGEST), holds
    ):
        return taken[0]
    return None
