"""The list of mirrors that a show signs: ``mirrors.txt``, an address a line."""

from urllib.parse import urlsplit

MIRRORS = "mirrors.txt"
MOST = 32  # addresses
LONGEST = 2_000  # characters of one


def listed_in(data: bytes) -> list[str]:
    """Return the addresses in a list, without those that are none. Lines with # are remarks."""
    found: dict[str, None] = {}
    for line in data[: MOST * LONGEST].decode("utf-8", "replace").splitlines():
        address = line.strip().rstrip("/")
        if address and not address.startswith("#") and _is_address(address):
            found[address] = None
    return list(found)[:MOST]


def _is_address(text: str) -> bool:
    if len(text) > LONGEST or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return False
