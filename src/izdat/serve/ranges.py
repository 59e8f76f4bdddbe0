"""HTTP byte ranges (RFC 9110, section 14): what players need to seek."""

import re

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Unsatisfiable(ValueError):
    """The range lies outside the file: answer 416."""


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for; None: the whole file.

    A header that is not one range of bytes is ignored, as the standard allows. Raises
    ``Unsatisfiable`` for a range that begins after the end.
    """
    match = _ONE_RANGE.fullmatch((header or "").strip())
    if not match or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:  # the last n bytes
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(0, size - int(last)), size - 1
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, min(int(last), size - 1) if last else size - 1
