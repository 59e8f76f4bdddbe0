"""Bytes → text, with an honest word on how sure the reading is."""

import re
import unicodedata
from dataclasses import dataclass

# The share of each letter in running Russian, per thousand, for those above 3 % (Lyashevskaya and
# Sharov, frequency dictionary of 2009): enough to tell one Cyrillic code page from another.
FREQUENT_CYRILLIC = dict(
    zip(
        "оеаинтсрвлкмдпу",
        (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26),
        strict=True,
    )
)
CYRILLIC_PAGES = ("cp1251", "koi8-r", "cp866")
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_.:-]{2,30})""")
SAMPLE = 100_000  # bytes looked at to guess


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str  # line ends are "\n"; no control character but tab and line end
    encoding: str
    confidence: float  # 0 to 1
    unreadable: int = 0  # bytes that were no text
    controls: int = 0  # control characters taken out


def decode(data: bytes) -> Decoded:
    """Return ``data`` as text. Never raises: what cannot be read becomes U+FFFD and is counted."""
    encoding, confidence = _encoding(data)
    try:
        text = data.decode(encoding)
        unreadable = 0
    except (UnicodeDecodeError, LookupError):
        text = data.decode(encoding if encoding != "utf-16" else "utf-16-le", errors="replace")
        unreadable = text.count("�")
        confidence = min(confidence, 0.3)
    text = text.removeprefix("﻿").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub("[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    clean = "".join(
        c
        for c in text
        if c in "\t\n" or (unicodedata.category(c) not in ("Cc", "Cs") and c != "\ufeff")
    )
    return Decoded(
        clean, encoding.removesuffix("-sig"), confidence, unreadable, len(text) - len(clean)
    )


def _encoding(data: bytes) -> tuple[str, float]:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return encoding, 1.0
    if wide := _utf16_without_mark(data):
        return wide, 0.9
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(data) or _code_page(data)
    return "utf-8", 1.0


def _utf16_without_mark(data: bytes) -> str:
    sample = data[:SAMPLE]
    if len(sample) < 4 or len(sample) % 2:
        return ""
    half = len(sample) // 2
    # From Latin to Arabic the higher byte of each pair is below 8: no text in 8 bits is so.
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sum(byte < 8 for byte in sample[offset::2]) > 0.7 * half:
            return encoding
    return ""


def _declared(data: bytes) -> tuple[str, float] | None:
    """Return what a web page says of itself, where it is true."""
    if not (match := DECLARED.search(data[:2048])):
        return None
    encoding = match[1].decode("ascii").lower()
    if encoding in ("utf-8", "utf8", "utf-16", "utf-7"):  # it was tried, or it cannot be
        return None
    try:
        data[:SAMPLE].decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return encoding, 0.95


def _code_page(data: bytes) -> tuple[str, float]:
    """Guess an 8-bit code page by how much the letters look like a language."""
    sample = data[:SAMPLE]
    high = sum(byte >= 0x80 for byte in sample)
    if high > 0.02 * len(sample) and not _is_mostly_utf8(sample):
        runs = len(re.findall(rb"[\x80-\xff]{3,}", sample))
        if runs * 6 > high * 0.5:
            scores = sorted(
                ((_looks_cyrillic(sample, page), page) for page in CYRILLIC_PAGES), reverse=True
            )
            lead = scores[0][0] - scores[1][0]
            return scores[0][1], min(0.95, 0.5 + lead)
    if _is_mostly_utf8(sample):
        return "utf-8", 0.5
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1", 0.5
    return "cp1252", 0.7


def _is_mostly_utf8(sample: bytes) -> bool:
    """Say whether this is UTF-8 with a few broken bytes, as a torn download is."""
    pairs = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]", sample))
    return pairs > 20 * max(1, sample.decode("utf-8", errors="replace").count("�"))


def _looks_cyrillic(sample: bytes, page: str) -> float:
    """Return 0 to about 1: frequent letters speak for a page, capitals inside words against."""
    text = sample.decode(page, errors="replace")
    letters = [c for c in text if c > "\x7f"]
    if not letters:
        return 0.0
    fit = sum(FREQUENT_CYRILLIC.get(c, 0) for c in letters) / (60 * len(letters))
    swapped = len(re.findall("[а-яё][А-ЯЁ]", text)) / len(letters)
    return fit - swapped
