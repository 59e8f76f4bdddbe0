"""What words look like: capitals, sentence ends, ordinals, names for addresses."""

import re

from izdat.text.slugs import slugify

WORD = re.compile(r"[^\W_]+(?:[’'\-‑.][^\W_]+)*")
TERMINAL = re.compile(r"[.!?…:;,。！？؟][\"'”’»)\]]*$")
SENTENCE_END = re.compile(r"(?:[.!?…。！？؟]|\.\.\.)[\"'”’“»)\]]*$")
INNER_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?…]+[\"'”’»)\]]*\s+[\"'“«(\[]*[A-ZА-ЯЁÁÉÍÓÚÑ¿¡]")
TIME_TEXT = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
TIME = re.compile(TIME_TEXT)

SMALL = frozenset(
    "a an the and but or nor for of on in to at by from with as vs via into over under against"
    " is be it its de del la las el los y e o en con por para du des le les et un une der die das"
    " und von zu im am и в на о об по с со к у из за от до для не а но или".split()
)
ORDINALS = tuple(
    frozenset(line.split())
    for line in (
        "first firstly во-первых первое первый primero primera erstens premièrement",
        "second secondly во-вторых второе второй segundo segunda zweitens deuxièmement",
        "third thirdly в-третьих третье третий tercero tercera drittens troisièmement",
        "fourth fourthly в-четвёртых четвёртое cuarto viertens quatrièmement",
        "fifth fifthly в-пятых пятое quinto fünftens cinquièmement",
    )
)
ALL_ORDINALS = frozenset(word for words in ORDINALS for word in words)


def words(text: str) -> list[str]:
    return WORD.findall(text)


def is_upper(text: str) -> bool:
    """Say whether every letter is a capital, of at least two."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and all(c.isupper() for c in letters)


def is_caseless(text: str) -> bool:
    """Say whether the letters are of a script without capitals, such as Arabic or Hebrew."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and not any(c.isupper() or c.islower() for c in letters)


def is_title_case(text: str) -> bool:
    """Say whether the words that carry meaning begin with capitals, as an English title's do."""
    found = words(text)
    weighty = [w for w in found if w.lower() not in SMALL and not w[0].isdigit()]
    if not weighty or (not found[0][0].isupper() and not found[0][0].isdigit()):
        return False
    capitals = sum(w[0].isupper() for w in weighty)
    if len(weighty) == 1:
        return capitals == 1 and len(found) > 1
    return capitals >= 0.8 * len(weighty) and capitals >= 2


def ends_sentence(text: str) -> bool:
    return bool(SENTENCE_END.search(text.rstrip()))


def seconds(text: str) -> float:
    """Return ``1:02:03.5`` or ``12:40`` in seconds."""
    total = 0.0
    for part in text.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def ordinal(text: str) -> int:
    """Return 1 for a text that begins with "First", and so on; 0 where it begins otherwise."""
    match = re.match(r"[\"“«]?([^\W\d_]+(?:-[^\W\d_]+)?)\s*[,:.—–]", text)
    if match:
        for number, names in enumerate(ORDINALS, start=1):
            if match[1].lower() in names:
                return number
    return 0


def address(text: str, *, longest: int = 40) -> str:
    """Return ``text`` as an id of whole words, as many as ``longest`` characters hold.

    It begins with a letter, as every style sheet can name it; a number is left out.
    """
    parts = slugify(text).lstrip("0123456789-").split("-")
    while len(parts) > 1 and len("-".join(parts)) > longest:
        parts.pop()
    return "-".join(parts)[:longest].strip("-")


def shown(text: str, *, longest: int = 60) -> str:
    """Return ``text`` as a report quotes it: on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
