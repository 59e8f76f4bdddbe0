"""A built folder and the editors' keys → a signed release in it, and what the show must keep."""

from izdat.sign.authority import NotYours, invite, start
from izdat.sign.carry import carry, take_back
from izdat.sign.desk import Desk, NoAuthority
from izdat.sign.keyring import Keyring, MissingKey
from izdat.sign.prepare import Prepared, prepare
from izdat.sign.publish import OtherBuild, Signed, beat, publish, show, sign_release
from izdat.sign.rotate import Rotation, differences, propose, rotate
from izdat.sign.verifier import verifier

__all__ = [
    "Desk", "Keyring", "MissingKey", "NoAuthority", "NotYours", "OtherBuild", "Prepared",
    "Rotation", "Signed", "beat", "carry", "differences", "invite", "prepare", "propose", "publish",
    "rotate", "show",
    "sign_release", "start", "take_back", "verifier",
]  # fmt: skip
