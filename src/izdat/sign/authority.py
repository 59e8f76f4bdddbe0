"""Who may sign for a show, at the beginning."""

from collections.abc import Sequence
from datetime import datetime

from securesystemslib.signer import SSlibKey
from tuf.api.metadata import Metadata, Root

from izdat.model.missing import Missing
from izdat.release.parse import write_role
from izdat.release.roles import Authority, add_signatures, root_of
from izdat.sign.desk import Desk
from izdat.sign.keyring import Keyring

HERE = 2  # keys that who starts a show has: their own, and the recovery key


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
) -> Root:  # fmt: skip
    """Make the keys of a new show and its first root; return it.

    The root names the editor of these keys, ``others``, and a recovery key that can do one
    thing: sign another root. Two of these keys are here, so that no first root asks for more.

    Raises ``NotYours`` for a show that has a root, ``ValueError`` for a threshold out of reach.
    """
    if desk.read("1.root.json") is not None:
        raise NotYours(
            f"{desk.folder} holds a root already", "izdat sign rotate changes who may sign"
        )
    if not 1 <= threshold <= len(others) + 1:
        raise ValueError(f"a threshold of {threshold} cannot be reached by {len(others) + 1}")
    if threshold > HERE:
        raise ValueError(f"begin with {HERE}; izdat sign rotate --threshold {threshold} raises it")
    own = invite(keyring, name)
    editors = tuple({key.keyid: key for key in (own, *others)}.values())
    recovery = keyring.new(f"{name}: recovery")
    heartbeat = keyring.new(f"{name}: heartbeat")
    authority = Authority(editors, heartbeat, (recovery,), threshold)
    root = root_of(authority, version=1, now=now)
    metadata: Metadata[Root] = Metadata(root)
    add_signatures(metadata, [keyring.signer(key) for key in keyring.mine([*editors, recovery])])
    desk.write("1.root.json", write_role(metadata))
    return root
