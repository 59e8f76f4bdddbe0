"""A name → what to look for: its endings in other cases, and its spellings in Latin letters."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from izdat.model.secret import Secret
from izdat.protect.folding import (
    bare,
    by_look,
    by_sound,
    coded,
    fold,
    spelled,
)
from izdat.protect.roughening import DROPPED, Rough, rough

SHORTEST_STEM = 3  # letters: a shorter one begins too many other words
ROUGH_ENOUGH = 2  # letters of a rough pattern; a word of fewer is looked for letter by letter
LONG_ENOUGH = 5  # letters that do not come together by chance in numbers
MOST_ROUGH = 64  # patterns of one word

# What one sound is written as in Latin, by passports, libraries, newspapers and by ear. Of a row
# any may stand for any other. Longer ones are looked for first.
SPELLINGS = (
    ("shch", "sch", "stsch", "sh", "schtsch", "chtch", "sjtj", "szcz", "sc", "s"),
    ("ch", "tsch", "tch", "cz", "tj", "c", "kh", "h", "x"),
    ("sh", "sch", "sz", "sj", "s"),
    ("iia", "ia", "ya", "ja", "yya", "iya", "ija"),
    ("iiu", "iu", "yu", "ju"),
    ("iie", "ie", "ye", "je", "e"),
    ("ieu", "eu"),
    ("io", "yo", "jo", "e"),
    ("kh", "h", "x", "ch"),
    ("zh", "j", "z", "sch"),
    ("ts", "tz", "c", "z"),
    ("ks", "x"),
    ("ii", "iy", "yi", "y", "i", "ij", "yj", "yy"),
    ("ou", "u"),
    ("y", "i", "j"),
    ("v", "w"),
    ("g", "h"),
    ("e", "ie", "ye", "je", "io", "yo"),
)
_BY_LENGTH = sorted(
    ((own, group) for group in SPELLINGS for own in group if len(own) > 1 or own == group[0]),
    key=lambda pair: -len(pair[0]),
)
# A letter that is a row's, though not its first: "i" may be "y".
_SINGLE = {"i": ("i", "y", "j"), "j": ("j", "i", "y", "zh"), "w": ("w", "v"), "h": ("h", "g", "kh"),
           "x": ("x", "ks", "kh"), "c": ("c", "ts", "tz", "k", "ch"), "u": ("u", "ou")}  # fmt: skip

# Endings of names and of what belongs to somebody ("Olena's", "мамин") in Russian, Ukrainian,
# Polish, English, Spanish and German, by their sound, behind a name or its stem.
ENDINGS = frozenset(
    """
    a e i o u y ie iu ia ii ei oi ai ui yi oiu eiu iei ieiu ou em om im ym am iem iom iam
    ami iami akh iakh ikh ykh imi ymi ov ev iev iv ova ovoi ovoiu ovu ove ovy ovi ovo ovym ovykh
    ovymi evi ievi evu eva evoi ogo oho ego iogo omu emu iomu aia iaia uiu iuiu oe
    s es n en er ern in ina inoi inu ine ini iny inykh inym x owi owie ach
    """.split()
)  # fmt: skip
LONGEST_ENDING = max(map(len, ENDINGS))
_ENDING = "(?:" + "|".join(sorted(ENDINGS, key=len, reverse=True)) + ")?"

SOFTENED = {"kh": "s", "g": "z", "h": "z", "k": "ts"}  # Ольга, Ользі
VOWELS = "aeiouy"
# What Arabic writes together with the word behind it: and, the, to, with, like, and two of them.
ARABIC_PREFIXES = ("", "و", "ف", "ب", "ك", "ل", "ال", "وال", "بال", "فال", "كال", "لل", "ولل")


@dataclass(frozen=True, slots=True, repr=False)
class Form(Secret):
    """One word, or what stands for one, as it is looked for."""

    rough: frozenset[bytes]  # patterns in rough letters
    exact: frozenset[bytes]  # patterns in folded letters
    looks: frozenset[bytes]  # patterns in letters by their look
    plain: frozenset[bytes] = frozenset()  # long enough to be found anywhere, letter by letter
    pattern: re.Pattern[str] | None = None  # of all its folded Latin letters
    bare: frozenset[str] = frozenset()  # in its own script, where that is none of those folded


def word_form(*words: str) -> Form:
    """Return the form of a word; of several, as if they were one: "olenakovalenko"."""
    word = "".join(words)
    letters = spelled(fold(word, by_sound()).codes)
    if "?" in letters:
        return _of_another_script(word)
    ways = {letters, *_german(word)}
    stems = {stem for way in ways for stem in _stems(way)}
    pattern = re.compile("(?:" + "|".join(map(_spelled_any, sorted(stems))) + ")" + _ENDING)
    roughs = {one for stem in stems for one in _rough_ways(stem)}
    is_rough = min(map(len, roughs)) >= ROUGH_ENOUGH
    look = bytes(fold(word, by_look()).codes)
    return Form(
        rough=frozenset(roughs) if is_rough else frozenset(),
        exact=frozenset() if is_rough else frozenset(coded(each) for each in _written_all(stems)),
        looks=frozenset({look} if len(look) > SHORTEST_STEM else ()),
        plain=frozenset(coded(way) for way in ways if len(way) >= LONG_ENOUGH),
        pattern=pattern,
    )  # fmt: skip


def literal_form(text: str) -> Form:
    """Return the form of letters and digits that stand in a row, signs left out: of an address."""
    codes = bytes(fold(text, by_sound()).codes)
    plain = frozenset({codes} if len(codes) > LONG_ENOUGH else ())
    return Form(frozenset(), frozenset({codes}), frozenset(), plain)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a name: what spaces and signs part, but for apostrophes and marks."""
    folded = fold(text, by_sound())
    starts = [n for n in range(len(folded.codes)) if folded.gaps[n] > 1 or n == 0]
    ends = [*starts[1:], len(folded.codes)]
    return tuple(
        text[folded.source[start] : folded.source[end - 1] + 1]
        for start, end in zip(starts, ends, strict=True)
    )


def _of_another_script(word: str) -> Form:
    prefixes = ARABIC_PREFIXES if any("\u0600" <= c <= "\u06ff" for c in word) else ("",)
    forms = [prefix + word for prefix in prefixes]
    exact = frozenset(bytes(fold(form, by_sound()).codes) for form in forms)
    return Form(frozenset(), exact, frozenset(), bare=frozenset(map(bare, forms)))


def _german(word: str) -> Iterator[str]:
    """Yield a word as it is written where there are no dots for its letters: Mueller."""
    lower = word.casefold()
    if any(c in lower for c in "äöüå"):
        for sign, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa")):
            lower = lower.replace(sign, letters)
        yield spelled(fold(lower, by_sound()).codes)


def _stems(word: str) -> Iterator[str]:
    """Yield what the forms of a word begin with, the longest first."""
    yield word
    if word.endswith(("ov", "ev")):
        yield word[:-1] + "f"  # Petroff
    for ending in ("skii", "skyi", "skiy", "skij", "sky", "ski", "skyy"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            yield word[: -len(ending)] + "sk"
            return
    for ending in ("iia", "iya", "ii", "yi", "iy", "ij", "ia", "ya", "ja"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            yield word[: -len(ending)]
            break
    if word[-1] in VOWELS + "j" and len(word) > SHORTEST_STEM:
        stem = word[:-1]
        yield stem
        for hard, soft in SOFTENED.items():
            if stem.endswith(hard):
                yield stem[: -len(hard)] + soft
                break
    elif len(word) > 4 and word[-2] in "eo" and word[-3] not in VOWELS:
        yield word[:-2] + word[-1]  # Павел, Павла


# ---- spellings --------------------------------------------------------------


def _parts(word: str) -> Iterator[tuple[str, ...]]:
    """Yield each sound of a word, as it may be written."""
    at = 0
    while at < len(word):
        own, group = next(
            (pair for pair in _BY_LENGTH if word.startswith(pair[0], at)), (word[at], (word[at],))
        )
        yield _SINGLE.get(own, group) if len(own) == 1 else group
        at += len(own)


def _spelled_any(word: str) -> str:
    """Return a regular expression of all the ways to write a word; letters may be doubled."""
    found = []
    for part in _parts(word):
        ways = sorted(part, key=len, reverse=True)
        found.append(f"(?:{'|'.join(ways)})" if len(ways) > 1 else f"{ways[0]}{{1,2}}")
    # What stands twice in the name may stand once: Anna, Ana.
    return re.sub(r"(\w)\{1,2\}\1\{1,2\}", r"\1{1,2}", "".join(found))


def _rough_ways(word: str) -> Iterable[bytes]:
    """Return the rough letters of all the ways to write a word."""
    choices = []
    for part in _parts(word):
        distinct: dict[str, str] = {}
        for way in part:
            distinct.setdefault("".join(c for c in way if c not in DROPPED), way)
        choices.append(tuple(distinct.values()))
    ways = sorted(islice(product(*choices), 4096), key=lambda way: sum(map(len, way)))[:MOST_ROUGH]
    return {roughly("".join(way)) for way in ways}


def _written_all(stems: Iterable[str]) -> Iterator[str]:
    """Yield all the ways to write short words."""
    for stem in stems:
        for way in product(*_parts(stem)):
            yield "".join(way)


def roughly(word: str) -> bytes:
    """Return the rough codes of Latin letters."""
    found: Rough = rough(fold(word, by_sound()))
    return bytes(np.asarray(found.codes))
