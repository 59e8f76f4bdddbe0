"""Who was to sign, and what was signed → nothing, or a named reason why that does not count."""

from datetime import datetime

from tuf.api.exceptions import LengthOrHashMismatchError, UnsignedMetadataError
from tuf.api.metadata import Metadata, MetaFile, Root, Signed, Targets

from izdat.release.parse import Role, signed_bytes
from izdat.release.wrong import Expired, Forged, Mismatched


def verify(delegator: Root | Targets, metadata: Metadata[Role], name: str) -> None:
    """Raise ``Forged`` unless enough of ``delegator``'s keys for the role have signed."""
    payload = signed_bytes(metadata.signed)
    try:
        delegator.verify_delegate(name, payload, metadata.signatures)
    except (UnsignedMetadataError, ValueError) as error:
        raise Forged(f"{name:.200} {metadata.signed.version}: {error}") from error


def compare(name: str, meta: MetaFile, data: bytes) -> None:
    """Raise ``Mismatched`` unless ``data`` has the length and the hashes that were signed."""
    try:
        meta.verify_length_and_hashes(data)
    except LengthOrHashMismatchError as error:
        raise Mismatched(f"{name:.200}: {error}") from error


def check_expiry(signed: Signed, name: str, now: datetime) -> None:
    """Raise ``Expired`` from the second on at which a role's day has passed."""
    if signed.is_expired(now):
        raise Expired(
            f"{name:.200} {signed.version} expired at {signed.expires:%Y-%m-%d %H:%M} UTC"
        )
