"""What tags of every form have in common; nothing is written that is not asked for."""

# Bytes of UTF-8: a tag lies before the sound, and a listener waits for it. As a feed's description.
MOST_TEXT = 4000


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def clock(seconds: float) -> str:
    """Return HH:MM:SS.mmm."""
    whole, thousandths = divmod(milliseconds(seconds), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def clean(text: str) -> str:
    """Return ``text`` without the control characters that end a field early, and not too long."""
    plain = "".join(c if c >= " " or c in "\n\t" else " " for c in text).replace("\x7f", " ")
    return cut(plain, MOST_TEXT)


def cut(text: str, most: int) -> str:
    """Return as much of ``text`` as ``most`` bytes hold, without a part of a character."""
    return text.encode()[:most].decode(errors="ignore")


def digits(number: int | None) -> str:
    return "" if number is None else str(number)
