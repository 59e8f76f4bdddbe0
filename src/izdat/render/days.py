"""Dates as a page shows them: those of EDTF in words, and days of a year that is known."""

from datetime import date, datetime

from babel.dates import format_skeleton
from markupsafe import Markup, escape

from izdat.text.dates import format_date
from izdat.text.languages import locale


def dated(edtf: str, lang: str) -> Markup:
    """Return an EDTF date in words of ``lang``; a ``time`` element where HTML knows its form.

    What has no plain words (a season, an uncertain day, an open interval) stays as written.
    """
    if not edtf:
        return Markup("")
    start, mark, end = edtf.partition("/")
    if mark and start[:1].isdigit() and end[:1].isdigit():
        return Markup("{} – {}").format(dated(start, lang), dated(end, lang))
    words = _in_words(edtf, lang)
    if not words:
        return escape(edtf)
    return Markup('<time datetime="{}">{}</time>').format(edtf, words)


def day_of_year(day: date | datetime, lang: str) -> str:
    """Return the day and month in words of ``lang``: ``April 7``."""
    return str(format_skeleton("MMMMd", _whole(day), locale=locale(lang)))


def _in_words(edtf: str, lang: str) -> str:
    """Return a year, month or day in words, or nothing for any other form."""
    try:
        match len(edtf):
            case 10:
                return format_date(date.fromisoformat(edtf), lang)
            case 7:
                month = date.fromisoformat(f"{edtf}-01")
                return str(format_skeleton("yMMMM", month, locale=locale(lang)))
            case 4:
                return edtf if edtf.isdecimal() else ""
    except ValueError:
        pass
    return ""


def _whole(day: date | datetime) -> datetime:
    # Babel would turn a time with an offset to UTC, and perhaps to another day.
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001
