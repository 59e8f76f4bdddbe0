"""What tags of every form have in common; nothing is written that is not asked for."""


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def clock(seconds: float) -> str:
    """Return HH:MM:SS.mmm."""
    whole, thousandths = divmod(milliseconds(seconds), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def clean(text: str) -> str:
    """Return ``text`` without the control characters that end a field early."""
    return "".join(c if c >= " " or c in "\n\t" else " " for c in text).replace("\x7f", " ")


def digits(number: int | None) -> str:
    return "" if number is None else str(number)
