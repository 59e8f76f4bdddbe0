"""Bytes ↔ one role's metadata (TUF 1.0), bounded in size.

Depth is bounded by Python: what nests deeper than its own limit is refused as malformed.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from securesystemslib.formats import encode_canonical
from securesystemslib.signer import Key
from tuf.api.metadata import Metadata, Root, Signed, Snapshot, Targets, Timestamp
from tuf.api.metadata import Role as AnyRole

from izdat.release.wrong import Malformed

# Bytes. A show of 20,000 files has targets of 6 MB; a root of 50 keys has 15 kB.
LIMITS = {"root": 512_000, "timestamp": 16_384, "snapshot": 2_000_000, "targets": 32_000_000}

Role = TypeVar("Role", Root, Timestamp, Snapshot, Targets)
_NAMES: dict[type, str] = {
    Root: "root", Timestamp: "timestamp", Snapshot: "snapshot", Targets: "targets"
}  # fmt: skip


def read_role(data: bytes, kind: type[Role]) -> Metadata[Role]:
    """Return the metadata in ``data``; nothing of it is verified yet. Raises ``Malformed``.

    A key that stands twice in one object is refused: readers differ in which one they take, and
    a signature would hold for both.
    """
    name = _NAMES[kind]
    if len(data) > LIMITS[name]:
        raise Malformed(f"{name} is larger than {LIMITS[name]:,} bytes")
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
        _check_versions(found["signed"])
        metadata: Metadata[Any] = Metadata.from_dict(found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed(f"{name} cannot be read: {_brief(error)}") from error
    if metadata.signed.type != name:
        raise Malformed(f"{name} says that it is {metadata.signed.type}")
    if isinstance(metadata.signed, Root):
        _check_keys(name, metadata.signed.roles, metadata.signed.keys)
    elif isinstance(metadata.signed, Targets) and metadata.signed.delegations is not None:
        given = metadata.signed.delegations
        bins = {"bins": given.succinct_roles} if given.succinct_roles else {}
        _check_keys(name, given.roles or bins, given.keys)
    return cast("Metadata[Role]", metadata)


def write_role(metadata: Metadata[Any]) -> bytes:
    """Return the bytes of ``metadata``: ASCII JSON, sorted, so that all editors write the same."""
    found = metadata.to_dict()
    found["signatures"] = sorted(found["signatures"], key=lambda each: str(each["keyid"]))
    text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii") + b"\n"


def signed_bytes(signed: Signed) -> bytes:
    """Return what a signature is over: OLPC's canonical JSON of the signed part.

    Raises ``Malformed`` where there is no such form: a number with a fraction, half of a
    surrogate pair.
    """
    try:
        return bytes(encode_canonical(signed.to_dict()).encode("utf-8"))  # type: ignore[union-attr]  # None only with an output function
    except Exception as error:  # the library raises FormatError, UnicodeError and others
        raise Malformed(f"{signed.type} has no canonical form: {_brief(error)}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _check_versions(signed: dict[str, Any]) -> None:
    """Raise ``ValueError`` for a version that Python would take for a number though it is none."""
    versions = [signed["version"]]
    if isinstance(signed.get("meta"), dict):
        versions += [meta["version"] for meta in signed["meta"].values()]
    if not all(type(version) is int for version in versions):
        raise ValueError("a version is not a whole number")


def _check_keys(name: str, roles: Mapping[str, AnyRole], keys: Mapping[str, Key]) -> None:
    """Raise ``Malformed`` where one key goes by two ids: it could sign for two editors."""
    for role, given in roles.items():
        values = [keys[keyid].keyval.get("public") for keyid in given.keyids if keyid in keys]
        if len(values) != len(set(map(str, values))):
            raise Malformed(f"{name} gives {role:.200} one key under two ids")


def _brief(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:120]
