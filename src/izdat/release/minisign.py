"""Signatures that minisign and OpenBSD's signify-like tools check, by the editors' own keys.

An Ed25519 key signs metadata (canonical JSON, which begins with “{”) and here a BLAKE2b-512 digest
(64 bytes) and that signature with its comment: none of the three can be taken for another.
The form is https://jedisct1.github.io/minisign/#signature-format.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, Key

from izdat.release.wrong import Forged, Malformed

LONGEST = 2048  # bytes of a signature's file
_COMMENT = "trusted comment: "


def minisign_key(key: Key) -> str:
    """Return the public key as minisign writes it: two lines, the second for ``-P``."""
    raw = b"Ed" + _number(key) + bytes.fromhex(key.keyval["public"])
    return f"untrusted comment: minisign public key\n{base64.b64encode(raw).decode()}\n"


def minisign(data: bytes, signer: CryptoSigner, comment: str) -> str:
    """Return a signature of ``data``; ``comment`` is signed with it, and is one line."""
    if not comment.isprintable():
        raise ValueError("the comment is not one line of print")
    signature = _raw(signer, hashlib.blake2b(data).digest())
    overall = _raw(signer, signature + comment.encode())
    first = base64.b64encode(b"ED" + _number(signer.public_key) + signature).decode()
    return (
        "untrusted comment: signature of an editor\n"
        f"{first}\n{_COMMENT}{comment}\n{base64.b64encode(overall).decode()}\n"
    )


def check_minisign(data: bytes, text: bytes, key: Key) -> str:
    """Return the signed comment. Raises ``Forged``; ``Malformed`` for what is no signature."""
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        _, first, comment, second = text.decode("utf-8").rstrip("\n").split("\n")
        head = base64.b64decode(first, validate=True)
        overall = base64.b64decode(second, validate=True)
        if len(head) != 74 or head[:2] != b"ED" or not comment.startswith(_COMMENT):
            raise ValueError("not a signature of a digest")
    except (ValueError, binascii.Error) as error:
        raise Malformed(f"no signature of minisign: {error}") from error
    told = comment.removeprefix(_COMMENT)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.keyval["public"]))
    try:
        public.verify(head[10:], hashlib.blake2b(data).digest())
        public.verify(overall, head[10:] + told.encode())
    except InvalidSignature as error:
        raise Forged("the signature is not of these bytes, or not by this key") from error
    return told


def _raw(signer: CryptoSigner, payload: bytes) -> bytes:
    return bytes.fromhex(signer.sign(payload).signature)


def _number(key: Key) -> bytes:
    """Return minisign's number of a key, 8 bytes: only a hint which key to try."""
    return bytes.fromhex(key.keyid)[:8]
