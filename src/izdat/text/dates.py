"""Dates and durations: checked as written, and said in a language."""

import re
from calendar import monthrange
from datetime import date, datetime

_YEAR = r"-?\d{4}"
_LONG_YEAR = re.compile(r"Y-?[1-9]\d{4,17}")
_UNSPECIFIED = re.compile(r"-?(?:\d{3}X|\d\dXX|\d{4}-XX(?:-XX)?|\d{4}-(?:0[1-9]|1[0-2])-XX)")
_DATE = re.compile(rf"({_YEAR})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")
_TIME = re.compile(
    rf"({_YEAR})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)"
    r"(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?"
)
_CLOCK = re.compile(r"(?:(\d{1,2}):([0-5]\d)|(\d{1,3})):([0-5]\d)(?:\.(\d{1,3}))?", re.ASCII)


def is_edtf(text: str) -> bool:
    """Say whether ``text`` is a date of ISO 8601-2:2019 (EDTF), level 0 or 1, or an interval.

    ``2031``, ``2031-04``, ``2031-04-07``, ``2031-04-07T06:00:00Z``, ``2031-04~``, ``203X``,
    ``2031-04-XX``, ``2031-21`` (spring), ``2031-04-02/2031-04-06``, ``2031-04-02/..``.
    Months and days are checked against the calendar; an interval must not run backwards.
    """
    if len(text) > 60 or not text.isascii():
        return False
    start, mark, end = text.partition("/")
    if not mark:
        return _is_date(text)
    is_start_open, is_end_open = start in ("", ".."), end in ("", "..")
    if is_start_open and is_end_open:
        return False
    if not (is_start_open or _is_date(start)) or not (is_end_open or _is_date(end)):
        return False
    return is_start_open or is_end_open or not _runs_backwards(start, end)


def _is_date(text: str) -> bool:
    if _UNSPECIFIED.fullmatch(text) or _LONG_YEAR.fullmatch(text):
        return True
    if found := _TIME.fullmatch(text):
        return _is_day(found[1], found[2], found[3])
    found = _DATE.fullmatch(text)
    if not found:
        return False
    if found[3]:
        return _is_day(found[1], found[2], found[3])
    # 21 to 24 are the seasons of level 1.
    return found[2] is None or 1 <= int(found[2]) <= 12 or 21 <= int(found[2]) <= 24


def _is_day(year: str, month: str, day: str) -> bool:
    if not 1 <= int(month) <= 12:
        return False
    # The Gregorian calendar repeats every 400 years; Python's own begins at the year 1.
    return 1 <= int(day) <= monthrange(int(year) % 400 + 400, int(month))[1]


def _runs_backwards(start: str, end: str) -> bool:
    plain = re.compile(r"\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?[?~%]?")
    if not (plain.fullmatch(start) and plain.fullmatch(end)):
        return False
    start, end = start.rstrip("?~%"), end.rstrip("?~%")
    length = min(len(start), len(end))
    return start[:length] > end[:length]


def clock(seconds: float) -> str:
    """Return ``1:02:03``, or ``2:03`` under an hour; parts of a second are cut off."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def exact_clock(seconds: float) -> str:
    """Return ``12:40``, or ``12:40.250`` where there are milliseconds; ``parse_clock`` reads it."""
    whole, milliseconds = divmod(round(max(0.0, seconds) * 1000), 1000)
    return clock(whole) + (f".{milliseconds:03}" if milliseconds else "")


def parse_clock(text: str) -> float | None:
    """Return the seconds of ``12:40``, ``1:02:40`` or ``12:40.250``; None if it is no such time.

    Without hours the minutes may go up to 999.
    """
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    minutes = int(found[1]) * 60 + int(found[2]) if found[1] else int(found[3])
    milliseconds = int((found[5] or "0").ljust(3, "0"))
    # Divided last: 1 + 0.723 is not the number nearest to 1.723.
    return ((minutes * 60 + int(found[4])) * 1000 + milliseconds) / 1000


def format_date(day: date | datetime, lang: str) -> str:
    """Return the day in words of ``lang``: ``April 7, 2031``. A time keeps its own offset's day."""
    import babel.dates  # readers of dates need no Babel, which takes 40 ms

    from izdat.text.languages import locale

    only_day = day.date() if isinstance(day, datetime) else day
    return str(babel.dates.format_date(only_day, format="long", locale=locale(lang)))


def format_duration(seconds: float, lang: str) -> str:
    """Return hours and minutes in words of ``lang``: ``1 hour and 45 minutes``.

    Under a minute it is seconds. Rounded to the nearest; never less than one second.
    """
    import babel.lists  # as above
    import babel.units

    from izdat.text.languages import locale

    where = locale(lang)
    if seconds < 59.5:
        parts = [(max(1, round(seconds)), "duration-second")]
    else:
        hours, minutes = divmod(round(seconds / 60), 60)
        parts = [(hours, "duration-hour"), (minutes, "duration-minute")]
    said = [
        babel.units.format_unit(number, unit, length="long", locale=where)
        for number, unit in parts
        if number
    ]
    return str(babel.lists.format_list(said, locale=where))
