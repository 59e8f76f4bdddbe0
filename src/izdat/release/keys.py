"""Ed25519 keys: new, public, and locked with a passphrase for the disk.

The lock is PKCS #8 with PBES2 (RFC 8018): PBKDF2-HMAC-SHA-256 of 600,000 rounds and AES-256-CBC.
`openssl pkey -in FILE` opens it too, so that nobody depends on izdat to reach their key. The
envelope is written here because the library's own has 2,048 rounds and cannot be told otherwise.
"""

import base64
import json
import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.padding import PKCS7
from securesystemslib.signer import CryptoSigner, SSlibKey

from izdat.release.wrong import Malformed

ROUNDS = 600_000  # OWASP's advice for PBKDF2-HMAC-SHA-256 (2023)
NAME_FIELD = "x-izdat-name"  # whose key it is, in the root: signed, and shown to editors
LONGEST_NAME = 64  # characters

# The algorithms' identifiers, as DER writes them (RFC 8018, appendix A; RFC 8017 for the MAC).
_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_PBKDF2 = bytes.fromhex("06092a864886f70d01050c")
_HMAC_SHA256 = bytes.fromhex("06082a864886f70d0209") + b"\x05\x00"
_AES256_CBC = bytes.fromhex("060960864801650304012a")


class WrongPassphrase(Exception):
    """The passphrase does not open the key."""


def new_key() -> CryptoSigner:
    return CryptoSigner.generate_ed25519()


def public_key(signer: CryptoSigner, name: str) -> SSlibKey:
    """Return the public half, with the name of whose it is."""
    key = signer.public_key
    return SSlibKey(key.keyid, key.keytype, key.scheme, dict(key.keyval), {NAME_FIELD: name})


def name_of(key: object) -> str:
    """Return whose key it is, as the root says; the beginning of its id if it does not."""
    fields = getattr(key, "unrecognized_fields", {})
    return str(fields.get(NAME_FIELD) or getattr(key, "keyid", "")[:8])[:LONGEST_NAME]


def public_text(key: SSlibKey) -> str:
    """Return a public key as the text that editors give each other."""
    found = {"keyid": key.keyid, **key.to_dict()}
    return json.dumps(found, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def read_public(data: bytes) -> SSlibKey:
    """Return the public key in ``data``. Raises ``Malformed`` for anything else.

    Only Ed25519 is taken, and only with the id that follows from the key.
    """
    try:
        if len(data) > 4096:
            raise ValueError("too large")
        found = json.loads(data)
        name = str(found.get(NAME_FIELD, ""))
        if found["keytype"] != "ed25519" or not name.isprintable() or len(name) > LONGEST_NAME:
            raise ValueError("not an Ed25519 key with a name")
        raw = bytes.fromhex(found["keyval"]["public"])
        public = serialization.load_der_public_key(_ED25519_PUBLIC + raw)
        key = SSlibKey.from_crypto(public)
        if key.keyid != found["keyid"]:
            raise ValueError("its id is another key's")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed(f"this is no public key of izdat: {error}"[:160]) from error
    fields = {NAME_FIELD: name} if name else {}
    return SSlibKey(key.keyid, key.keytype, key.scheme, dict(key.keyval), fields)


_ED25519_PUBLIC = bytes.fromhex("302a300506032b6570032100")  # RFC 8410; 32 bytes follow


def locked(signer: CryptoSigner, passphrase: str) -> bytes:
    """Return the private key as PEM, locked. Two calls never give the same bytes."""
    plain = _private(signer).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, start = os.urandom(16), os.urandom(16)
    padding = PKCS7(128).padder()
    cipher = Cipher(algorithms.AES256(_stretched(passphrase, salt)), modes.CBC(start)).encryptor()
    sealed = cipher.update(padding.update(plain) + padding.finalize()) + cipher.finalize()
    rounds = _der(0x02, ROUNDS.to_bytes(ROUNDS.bit_length() // 8 + 1, "big"))
    stretch = _der(0x30, _der(0x04, salt), rounds, _der(0x30, _HMAC_SHA256))
    scheme = _der(0x30, _der(0x30, _PBKDF2, stretch), _der(0x30, _AES256_CBC, _der(0x04, start)))
    envelope = _der(0x30, _der(0x30, _PBES2, scheme), _der(0x04, sealed))
    text = base64.encodebytes(envelope).replace(b"\n", b"")
    lines = b"\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    label = b"ENCRYPTED PRIVATE KEY-----\n"
    return b"-----BEGIN " + label + lines + b"\n-----END " + label


def unlocked(data: bytes, passphrase: str) -> CryptoSigner:
    """Return the key in ``data``. Raises ``WrongPassphrase``, or ``Malformed`` for no such key."""
    if b"ENCRYPTED PRIVATE KEY" not in data[:200] or len(data) > 4096:
        raise Malformed("this is no locked key")
    try:
        key = serialization.load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise WrongPassphrase("the passphrase does not open this key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Malformed("this is no Ed25519 key")
    return CryptoSigner(key)


def _private(signer: CryptoSigner) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(signer.private_bytes, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Malformed("this is no Ed25519 key")
    return key


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return PBKDF2HMAC(hashes.SHA256(), 32, salt, ROUNDS).derive(passphrase.encode())


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")  # DER: as short as can be
    return bytes([tag, 0x80 | len(length)]) + length + body
