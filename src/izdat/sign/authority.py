"""Who may sign for a show, at the beginning."""

from collections.abc import Sequence
from datetime import datetime

from securesystemslib.signer import SSlibKey
from tuf.api.metadata import Metadata, Root

from izdat.model.missing import Missing
from izdat.release.parse import write_role
from izdat.release.roles import Authority, add_signatures, root_of, signed_by
from izdat.sign.desk import PROPOSED, Desk
from izdat.sign.keyring import Keyring


class NotYours(Missing):
    """The show has a root already."""


def invite(keyring: Keyring, name: str) -> SSlibKey:
    """Return the public half of an editor's key: the one of that name here, or a new one."""
    for key in keyring.all():
        if key.unrecognized_fields.get("x-izdat-name") == name:
            return key
    return keyring.new(name)


def start(
    desk: Desk, keyring: Keyring, *, name: str, others: Sequence[SSlibKey], threshold: int,
    now: datetime,
) -> tuple[Root, bool]:  # fmt: skip
    """Make the keys of a new show and its first root; return it, and whether it is complete.

    The root names the editor of these keys, ``others``, and a recovery key that can do one
    thing: sign another root. Where enough of those keys are here, the root is signed and
    written; otherwise it is proposed.

    Raises ``NotYours`` for a show that has a root, ``ValueError`` for a threshold out of reach.
    """
    if desk.read("1.root.json") is not None or desk.read(f"{PROPOSED}/root.json") is not None:
        raise NotYours(
            f"{desk.folder} holds a root already", "izdat sign rotate changes who may sign"
        )
    if not 1 <= threshold <= len(others) + 1:
        raise ValueError(f"a threshold of {threshold} cannot be reached by {len(others) + 1}")
    own = invite(keyring, name)
    editors = tuple({key.keyid: key for key in (own, *others)}.values())
    recovery = keyring.new(f"{name}: recovery")
    heartbeat = keyring.new(f"{name}: heartbeat")
    authority = Authority(editors, heartbeat, (recovery,), threshold)
    root = root_of(authority, version=1, now=now)
    metadata: Metadata[Root] = Metadata(root)
    add_signatures(metadata, [keyring.signer(key) for key in keyring.mine([*editors, recovery])])
    is_complete = len(signed_by(root, "root", metadata)) >= threshold
    desk.write("1.root.json" if is_complete else f"{PROPOSED}/root.json", write_role(metadata))
    return root, is_complete
