"""What lies in a file: bytes or a text, and how it lies there."""

from dataclasses import dataclass, field

MOST_UNPACKED = 1 << 28  # bytes of one member


class Unopened(Exception):
    """A file cannot be read to its end. The message names no word of it."""


@dataclass(frozen=True, slots=True)
class Member:
    """Something in a file: bytes, or a text."""

    label: str  # how it lies there: never its own name, which may be somebody's
    data: bytes = field(default=b"", repr=False)
    name: str = field(default="", repr=False)  # by whose ending a form is known
    text: str | None = field(default=None, repr=False)
    is_plain: bool = False  # not opened any further
