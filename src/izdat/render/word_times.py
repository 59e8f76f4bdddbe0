"""When each word is heard, put small: a file that a page reads when its sound is played.

A word is four numbers, none below zero: how many characters lie between it and the word before,
how many it has, how long after the word before began it begins, and how long it lasts, the last
two in hundredths of a second. White space is not counted as a character, so that a reader of the
page needs to know nothing of how its spaces were written. Each number is written in base 32, five
bits a digit, the lowest first, and a digit above 31 says that another follows (the variable-length
quantity of source maps, ECMA-426, without a sign). ``assets/words.js`` reads it back.
"""

from collections.abc import Iterable, Iterator

from izdat.model.spoken import SpokenParagraph
from izdat.model.time import ParagraphTimes

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SMALL = tuple(
    DIGITS[n] if n < 32 else DIGITS[32 + n % 32] + DIGITS[n // 32] for n in range(32 * 32)
)


def centiseconds(seconds: float) -> int:
    """Return the nearest whole number of hundredths of a second."""
    return int(seconds * 100 + 0.5)


def written(paragraph: SpokenParagraph, times: ParagraphTimes) -> str:
    """Return the words' times; a word that has none is passed over, as what lies between words is.

    The first word's beginning counts from ``times.start``, or from its own if that is not known.
    """
    if not times.words or len(times.words) != len(paragraph.words):
        return ""
    text = paragraph.text
    at = 0
    pairs = zip(paragraph.words, times.words, strict=True)
    known = [(word, time) for word, time in pairs if time is not None]
    if not known:
        return ""
    before = centiseconds(known[0][1].start if times.start is None else times.start)
    parts = []
    for word, time in known:
        start = max(before, centiseconds(time.start))
        end = max(start, centiseconds(time.end))
        parts.append(_digits(_characters(text[at : word.start])))
        parts.append(_digits(_characters(text[word.start : word.end])))
        parts.append(_digits(start - before))
        parts.append(_digits(end - start))
        at, before = word.end, start
    return "".join(parts)


def times_script(written: Iterable[str]) -> str:
    """Return the file of a page's word times: a script that sets one string.

    It has a part for each element that has a time, in the order of the page, with a space between.
    A script and no JSON, because a page from a disk may load nothing else.
    """
    return f'izdatTimes="{" ".join(written)}";\n'


def unsure(times: ParagraphTimes) -> tuple[int, ...]:
    """Return which of the words that are written are not sure, counted from 0."""
    known = [time for time in times.words if time is not None]
    return tuple(n for n, time in enumerate(known) if time.is_unsure)


def numbers(times: str) -> Iterator[int]:
    """Yield the numbers of a written string."""
    number = shift = 0
    for digit in times:
        value = DIGITS.index(digit)
        number |= (value & 31) << shift
        shift += 5
        if value < 32:
            yield number
            number = shift = 0


def _digits(number: int) -> str:
    if number < len(SMALL):
        return SMALL[number]
    digits = ""
    while number >= 32:
        digits += DIGITS[32 + number % 32]
        number //= 32
    return digits + DIGITS[number]


def _characters(text: str) -> int:
    if text == " ":
        return 0
    return len(text) if text.isalnum() else len("".join(text.split()))
