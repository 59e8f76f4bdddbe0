"""What a value of one line can be: a language, a date, an address, a colour … each a ``Reader``."""

import base64
import hashlib
import re
from datetime import datetime
from urllib.parse import quote, urlsplit

from izdat.read.fields import Reader, line, wrong_type
from izdat.read.notes import Notes, shown
from izdat.read.yaml import Node, Scalar
from izdat.text.dates import is_edtf, parse_clock
from izdat.text.languages import is_language

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_COLOUR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_MAIL = re.compile(r"[^\s@<>()\[\],:;\"\\]+@[^\s@.,<>()\"]+(\.[^\s@.,<>()\"]+)+")
_VOICE_ID = re.compile(r"[a-z][a-z0-9-]*")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
_GEO = re.compile(r"geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?(,-?\d+(\.\d+)?)?(;[!-~]+)*")
_OSM = re.compile(r"[NWR]\d+(#\d+)?")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)([Tt ]+(\d\d:\d\d)(:\d\d)?(\.\d+)?)?\s*([Zz]|[+-]\d\d:?\d\d)?"
)
# Years that stay in datetime's range whatever the offset, and that feeds can write (RFC 2822).
_FIRST_YEAR, _LAST_YEAR = 1900, 9998


def _matching(pattern: re.Pattern[str], code: str, expected: str, hint: str) -> Reader[str]:
    def read(node: Node, key: str, notes: Notes) -> str | None:
        value = line(node, key, notes)
        if value is None or pattern.fullmatch(value):
            return value
        notes.error(code, node.place, f"{key}: {shown(value)} is not {expected}", hint)
        return None

    return read


uuid = _matching(
    _UUID, "bad-guid", "a UUID", "write it as 5f3b1f6a-6a0f-5b0e-9d38-0a6a4c1d9e27, or leave it out"
)
mail = _matching(_MAIL, "bad-mail", "a mail address", "write name@host.example")
voice_id = _matching(
    _VOICE_ID, "bad-voice-id", "an id", "begin with a to z, go on with a to z, 0 to 9 and -"
)
slug = _matching(_SLUG, "bad-slug", "an address", "write a to z, 0 to 9 and - only, as in night-1")
sha256 = _matching(_SHA256, "bad-sha256", "a SHA-256 digest", "write its 64 hexadecimal digits")
geo = _matching(_GEO, "bad-geo", "a geo: URI (RFC 5870)", "write geo:52.37,4.90")
osm = _matching(_OSM, "bad-osm", "an id of OpenStreetMap", "write R113314, W… or N…")


def colour(node: Node, key: str, notes: Notes) -> str | None:
    """Read a CSS hexadecimal colour."""
    value = line(node, key, notes)
    if value is None or _COLOUR.fullmatch(value):
        return value
    bare = re.fullmatch(r"([0-9a-fA-F]{3}){1,2}", value)
    hint = f'write {key}: "#{value}"' if bare else f'write {key}: "#8a3b12", in quotation marks'
    notes.error("bad-colour", node.place, f"{key}: {shown(value)} is not a colour", hint)
    return None


def language(node: Node, key: str, notes: Notes) -> str | None:
    """Read a language as its BCP 47 tag, its parts in the case that RFC 5646 (2.1.1) gives them."""
    value = line(node, key, notes)
    if value is None:
        return None
    if is_language(value.replace("_", "-")):
        if "_" not in value:
            return canonical_language(value)
        hint = f"write {canonical_language(value.replace('_', '-'))}"
    else:
        hint = "write its BCP 47 tag: en, pt-BR, zh-Hant"
    message = f"{key}: {shown(value)} is not the tag of a language"
    notes.error("bad-language", node.place, message, hint)
    return None


def canonical_language(tag: str) -> str:
    """Return ``tag`` in the case of RFC 5646, section 2.1.1: ``zh-Hant``, ``pt-BR``."""
    first, *rest = tag.lower().split("-")
    parts = [first]
    for part in rest:
        if len(parts[-1]) == 1:
            parts.append(part)
        elif len(part) == 4 and part.isalpha():
            parts.append(part.title())
        else:
            parts.append(part.upper() if len(part) == 2 else part)
    return "-".join(parts)


def url(node: Node, key: str, notes: Notes) -> str | None:
    """Read an address of the web, its path as ASCII (RFC 3987, section 3.1)."""
    value = line(node, key, notes)
    if value is None:
        return None
    fault, hint = url_fault(value)
    if fault:
        notes.error("bad-url", node.place, f"{key}: {shown(value)} {fault}", hint)
        return None
    return quote(value, safe="!#$%&'()*+,/:;=?@[]~")


def url_fault(value: str) -> tuple[str, str]:
    """Return what is wrong with an address of the web, and what to type; empty: nothing."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "is not an address of the web", "write https://host.example/page"
    if not parts.scheme or "." in parts.scheme:  # "host.example:80" has the form of a scheme
        return "is not an address of the web", f"write https://{value.lstrip('/')}"
    if parts.scheme not in {"http", "https"}:
        return f"begins with {parts.scheme}:, not https:", "write https://host.example/page"
    if re.search(r"[\s<>\"{}|\\^`]", value):
        return "holds a letter that an address cannot hold", "copy the address from the browser"
    if "@" in parts.netloc:
        return "holds a name or password", "delete what stands before the @"
    if not host.isascii():
        return "has a host that is not ASCII", _host_hint(host)
    if not _HOST.fullmatch(parts.netloc.rpartition(":")[0] if parts.port else parts.netloc):
        return "has no host", "write https://host.example/page"
    return "", ""


def _host_hint(host: str) -> str:
    try:
        return f"write the host as {host.encode('idna').decode()}"
    except UnicodeError:
        return "write the host as your registrar does: xn--…"


def site_address(node: Node, key: str, notes: Notes) -> str | None:
    """Read where the site will stand; it comes back with its last slash."""
    value = url(node, key, notes)
    if value is None:
        return None
    if "?" in value or "#" in value:
        message = f"{key}: {shown(value)} has a question mark or a #, and a site cannot stand there"
        notes.error("bad-url", node.place, message, "write https://host.example/folder/")
        return None
    return value if value.endswith("/") else f"{value}/"


def onion_address(node: Node, key: str, notes: Notes) -> str | None:
    """Read where an onion service has the site; its name holds a check, so a slip is seen."""
    value = site_address(node, key, notes)
    if value is None:
        return None
    host = value.partition("://")[2].partition("/")[0].partition(":")[0]
    if _is_onion(host.rpartition(".onion")[0].rpartition(".")[2].lower()):
        return value
    message = f"{key}: {shown(value)} is not the address of an onion service, or has a slip in it"
    hint = "copy it from the service's file “hostname”: http://….onion/"
    notes.error("bad-onion", node.place, message, hint)
    return None


def _is_onion(name: str) -> bool:
    """Say whether a name of 56 letters fits its check (Tor, rend-spec-v3, section 6)."""
    if not re.fullmatch(r"[a-z2-7]{56}", name):
        return False
    data = base64.b32decode(name.upper())
    key, check, version = data[:32], data[32:34], data[34:]
    whole = hashlib.sha3_256(b".onion checksum" + key + version).digest()
    return version == b"\x03" and check == whole[:2]


def contact(node: Node, key: str, notes: Notes) -> str | None:
    """Read a mail address or an address of the web."""
    value = line(node, key, notes)
    if value is None or _MAIL.fullmatch(value):
        return value
    if "://" in value:
        return url(node, key, notes)
    message = f"{key}: {shown(value)} is neither a mail address nor one of the web"
    notes.error("bad-mail", node.place, message, "write name@host.example or https://…")
    return None


def edtf(node: Node, key: str, notes: Notes) -> str | None:
    """Read a date in EDTF (ISO 8601-2:2019): ``2031``, ``2031-04``, ``2031-04-02~``, ``a/b``."""
    value = line(node, key, notes)
    if value is None or is_edtf(value):
        return value
    message = f"{key}: {shown(value)} is not a date"
    notes.error("bad-date", node.place, message, _date_hint(value))
    return None


def _date_hint(value: str) -> str:
    if found := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", value):
        day, month, year = found.groups()
        return f"write the year first: {year}-{month:>02}-{day:>02}, if {day} is the day"
    if found := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", value):
        year, month, day = found.groups()
        if is_edtf(repaired := f"{year}-{month:>02}-{day:>02}"):
            return f"write {repaired}"
    return "write 2031-04-02, 2031-04 or 2031; a span as 2031-04-02/2031-04-06"


def moment(node: Node, key: str, notes: Notes) -> datetime | None:
    """Read a date and time with its offset from UTC, to the second."""
    value = line(node, key, notes)
    if value is None:
        return None
    found = _MOMENT.fullmatch(value)
    if not found:
        hint = "write 2031-04-07T06:00:00+02:00"
        notes.error("bad-date", node.place, f"{key}: {shown(value)} is not a date and time", hint)
        return None
    day, _, time, seconds, _, offset = found.groups()
    repaired = f"{day}T{time or '06:00'}{seconds or ':00'}"
    if offset and time:
        is_zulu = offset in {"Z", "z"}
        repaired += "+00:00" if is_zulu else f"{offset[:3]}:{offset[-2:]}"
    try:
        value_read = datetime.fromisoformat(repaired)
    except ValueError:
        message = f"{key}: {shown(value)} is no day or no time of the calendar"
        notes.error("bad-date", node.place, message, "check day, month, hour and offset")
        return None
    if not _FIRST_YEAR <= value_read.year <= _LAST_YEAR:
        message = f"{key}: the year {value_read.year} is out of range"
        hint = f"write the year with four digits, from {_FIRST_YEAR}"
        notes.error("bad-date", node.place, message, hint)
        return None
    if value_read.tzinfo is None:
        what = "its offset from UTC" if time else "its time and offset from UTC"
        hint = f"write {repaired}+00:00, with your own offset for +00:00"
        message = f"{key}: {shown(value)} lacks {what}"
        notes.error("date-without-offset", node.place, message, hint)
        return None
    return value_read


def clock(node: Node, key: str, notes: Notes) -> float | None:
    """Read a time into a recording or episode, in seconds: ``90``, ``1:30``, ``1:02:03.5``."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool):
        wrong_type(node, key, "a time", notes, f'write {key}: "12:40"')
        return None
    if isinstance(node.value, int | float):
        seconds: float | None = float(node.value)
    else:
        seconds = parse_clock(node.text.strip())
    if seconds is None or not 0 <= seconds < 1_000_000:
        message = f"{key}: {shown(node.text)} is not a time"
        notes.error("bad-time", node.place, message, f'write {key}: "12:40" or "1:02:03"')
        return None
    return seconds
