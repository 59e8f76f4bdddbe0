"""A text and the protect list → where somebody is named in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from izdat.model.secret import Secret
from izdat.protect.folding import (
    DIGIT,
    EDGE,
    LEAST_SPACED,
    OTHER,
    SOFT,
    Folded,
    bare,
    by_sound,
    fold,
    fold_by_look,
    fold_by_sound,
    is_word,
    spelled,
    word_ends,
    word_starts,
)
from izdat.protect.forms import LONGEST_ENDING, Form, literal_form, word_form, words_of
from izdat.protect.listed import Person, ProtectList
from izdat.protect.roughening import rough
from izdat.protect.search import Automaton, automaton, find, find_rough, words_at

NEAR = 300  # letters within which two parts of a person tell who is meant
LONGEST_WORD = 48  # letters
LONGEST = 2000  # code points of what names somebody, with all between
PART = 1 << 17  # code points that are looked through at once
SPACE = re.compile(r"\s")
NATIONAL = 9  # digits of a telephone number without the country's
APOSTROPHE = re.compile("['’‘ʼ]")
MOST_KNOWN = 1_000_000  # words of which is known whether they fit


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody is named. No word of it is here."""

    person: str  # the id
    start: int  # in code points of the text
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class _Part(Secret):
    """Of what somebody is known by: one or more words in a row, a number, an address."""

    person: int
    words: tuple[int, ...]  # forms, one behind the other
    role: str  # two parts of one role tell no more than one: a name in two alphabets
    tells: bool  # alone
    is_name: bool = True
    initials: frozenset[str] = frozenset()  # that tell beside it


@dataclass(frozen=True, slots=True)
class _Seen:
    """A form in a text, by code points."""

    form: int
    start: int
    end: int


class Matcher(Secret):
    """Finds everybody of a protect list in texts."""

    def __init__(self, listed: ProtectList, today: date) -> None:
        self._people = [person.id for person in listed.people]
        self._forms: list[Form] = []
        self._numbers: dict[Form, int] = {}
        self._parts: list[_Part] = []
        for number, person in enumerate(listed.people):
            self._parts += self._parts_of(number, person)
        self._allowed = [self._words(each.text) for each in listed.allowed if each.until >= today]
        self._part_words = [part.words for part in self._parts]
        self._fits: dict[tuple[int, bytes], bool] = {}
        self._rough = self._automaton("rough")
        self._starts = self._rough.starts()
        self._exact = self._automaton("exact")
        self._looks = self._automaton("looks")
        self._plain = self._automaton("plain")

    def find(self, text: str, *, is_loose: bool = False) -> list[Found]:
        """Return where in ``text`` somebody is named, in order.

        ``is_loose``: of what is no text words may begin and end anywhere, for a letter beside them
        may be a number. Only letters in a row count then besides.
        """
        found = {each for part, at in _parts(text) for each in self._found(part, at, is_loose)}
        return list(_merged(found))

    def _found(self, text: str, at: int, is_loose: bool) -> Iterator[Found]:
        """Yield what is found in a part of a text, which begins ``at`` there."""
        loose = self._anywhere(text) if is_loose else ()
        seen = sorted({*self._seen(text), *loose}, key=lambda each: (each.start, each.end))
        if not seen:
            return
        allowed = [(start, end) for _, start, end in self._rows(seen, self._allowed, text)]
        rows = self._rows(seen, self._part_words, text)
        parts = [each for each in rows if not _is_within(each, allowed)]
        for each in self._told(parts, text):
            yield Found(each.person, each.start + at, each.end + at)

    # ---- what is looked for ----

    def _number(self, form: Form) -> int:
        if form not in self._numbers:
            self._numbers[form] = len(self._forms)
            self._forms.append(form)
        return self._numbers[form]

    def _words(self, text: str) -> tuple[int, ...]:
        return tuple(self._number(word_form(word)) for word in words_of(text))

    def _parts_of(self, number: int, person: Person) -> Iterator[_Part]:
        tells = not person.is_contextual
        for name in person.names:
            words = words_of(name)
            own = self._words(name)
            for at, word in enumerate(own[:-1]):
                yield _Part(number, (word,), f"given {at}", tells=False)
            initials = frozenset(spelled(fold(word, by_sound()).codes)[:1] for word in words[:-1])
            yield _Part(number, own[-1:], "surname", tells=tells, initials=initials)
            apart = APOSTROPHE.sub(" ", words[-1])
            if apart != words[-1]:  # O Brien
                yield _Part(number, self._words(apart), "surname", tells=tells, initials=initials)
            if len(own) > 1:
                for initial in initials if len(words[-1]) >= LEAST_SPACED else ():
                    joined = self._number(word_form(initial, words[-1]))  # okovalenko@…
                    yield _Part(number, (joined,), "name", tells=True)
                yield _Part(number, own, "name", tells=True)
                for order in list(permutations(words))[:6]:
                    yield _Part(number, (self._number(word_form(*order)),), "name", tells=True)
        for alias in person.also:
            own = self._words(alias)
            yield _Part(number, own, "alias", tells=tells)
            if len(own) > 1:
                one = word_form(*words_of(alias))
                yield _Part(number, (self._number(one),), "alias", tells=tells)
        for phone in person.phones:
            digits = "".join(c for c in phone if c.isdigit())[-NATIONAL:]
            yield _Part(number, (self._number(literal_form(digits)),), "phone", True)
        for address in person.mail:
            for way in _addresses(address):
                yield _Part(number, (self._number(literal_form(way)),), "mail", True)
        for handle in person.handles:
            yield _Part(number, (self._number(literal_form(handle)),), "handle", True)
        for place in person.places:
            yield _Part(number, self._words(place), "place", tells=False, is_name=False)

    def _automaton(self, kind: str) -> Automaton:
        patterns: defaultdict[bytes, set[int]] = defaultdict(set)
        for number, form in enumerate(self._forms):
            for pattern in getattr(form, kind):
                patterns[pattern].add(number)
        return automaton(patterns)

    # ---- what is seen ----

    def _seen(self, text: str) -> Iterator[_Seen]:
        """Yield each form that stands in ``text``."""
        folded, mixed = fold_by_sound(text)
        for begin, pattern in self._likely(folded):
            for form in self._rough.meanings[pattern]:
                yield from self._spelled(form, folded, begin)
        for begin, pattern in find(self._exact, folded).tolist():
            for form in self._exact.meanings[pattern]:
                yield from self._exactly(
                    form, text, folded, begin, int(self._exact.lengths[pattern])
                )
        yield from self._by_look(text, mixed)

    def _anywhere(self, text: str) -> Iterator[_Seen]:
        """Yield each form that stands in ``text`` letter by letter, whatever is beside it."""
        folded = fold(text, by_sound())
        for start, pattern in find(self._plain, folded).tolist():
            end = start + int(self._plain.lengths[pattern])
            if not any(folded.gaps_from(start + 1, end - start - 1)):
                for form in self._plain.meanings[pattern]:
                    yield _seen_at(form, folded, start, end)

    def _likely(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """Yield (begin, pattern) of the words that begin with a pattern, but for those known not to
        be it: most come again and again.
        """
        found = find_rough(self._rough, rough(folded, self._starts), folded, LONGEST_ENDING)
        if len(found) == 0:
            return
        words = words_at(folded, np.ascontiguousarray(found[:, 0]))
        # One number for a word and what it begins with; the same for others hardly ever.
        numbers = (words[:, 1] ^ words[:, 0]) * np.int64(1099511628211) + found[:, 1]
        _, first, of = np.unique(numbers, return_index=True, return_inverse=True)
        may = np.array([self._may_be(*each) for each in zip(
            found[first, 1].tolist(), found[first, 0].tolist(), words[first, 0].tolist(),
            [folded] * len(first), strict=True,
        )])  # fmt: skip
        yield from found[may[of]].tolist()

    def _may_be(self, pattern: int, at: int, length: int, folded: Folded) -> bool:
        word = folded.word(at, at + length)
        return length == 0 or any(
            self._does_fit(form, word) for form in self._rough.meanings[pattern]
        )

    def _does_fit(self, form: int, word: bytes) -> bool:
        fits = self._fits.get((form, word))
        if fits is None:
            pattern = self._forms[form].pattern
            fits = pattern is not None and pattern.fullmatch(spelled(word)) is not None
            if len(self._fits) < MOST_KNOWN:
                self._fits[form, word] = fits
        return fits

    def _spelled(self, form: int, folded: Folded, begin: int) -> Iterator[_Seen]:
        for start in word_starts(folded, begin):
            for length in word_ends(folded.gaps_from(start, LONGEST_WORD + 1)):
                if self._does_fit(form, folded.word(start, start + length)):
                    yield _seen_at(form, folded, start, start + length)

    def _exactly(
        self, number: int, text: str, folded: Folded, start: int, length: int
    ) -> Iterator[_Seen]:
        form, end = self._forms[number], start + length
        if form.pattern is not None:
            yield from self._spelled(number, folded, start) if folded.gaps[start] >= SOFT else ()
        elif form.bare:
            own = text[folded.source[start] : folded.source[end - 1] + 1]
            has_edges = folded.gaps[start] >= SOFT and folded.gaps[end] >= SOFT
            if has_edges and is_word(folded, start, end) and bare(own) in form.bare:
                yield _seen_at(number, folded, start, end)
        elif _is_digit(folded, start):
            # Before it the country's digits may stand, or none; behind it no more.
            if not (_is_digit(folded, end) and folded.gaps[end] < SOFT):
                yield _seen_at(number, folded, start, end)
        elif folded.gaps[start] >= SOFT and folded.gaps[end] >= SOFT:
            yield _seen_at(number, folded, start, end)

    def _by_look(self, text: str, words: NDArray[np.int64]) -> Iterator[_Seen]:
        """Yield what only looks like a form: ``words`` with letters of two alphabets, or digits."""
        if len(words) == 0:
            return
        folded = fold_by_look(text, words)
        for start, pattern in find(self._looks, folded).tolist():
            end = start + int(self._looks.lengths[pattern])
            if folded.gaps[start] < SOFT:
                continue
            last = next((e for e in range(end, min(end + 4, len(folded.gaps)))
                         if folded.gaps[e] >= SOFT), None)  # fmt: skip
            if last is not None and is_word(folded, start, last):
                for form in self._looks.meanings[pattern]:
                    yield _seen_at(form, folded, start, last)

    # ---- what it tells ----

    def _rows(
        self, seen: Sequence[_Seen], rows: Sequence[tuple[int, ...]], text: str
    ) -> Iterator[tuple[int, int, int]]:
        """Yield (row, start, end) of each of ``rows`` whose words stand one behind another."""
        by_form: defaultdict[int, list[_Seen]] = defaultdict(list)
        for each in seen:
            by_form[each.form].append(each)
        for number, words in enumerate(rows):
            if all(word in by_form for word in words):
                for first in by_form[words[0]]:
                    for end in _row(words[1:], first.end, by_form, text):
                        yield number, first.start, end

    def _told(self, parts: Iterable[tuple[int, int, int]], text: str) -> Iterator[Found]:
        of: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for each in parts:
            of[self._parts[each[0]].person].append(each)
        for person, own in of.items():
            own.sort(key=lambda each: each[1])
            for at, (number, start, end) in enumerate(own):
                part = self._parts[number]
                if part.tells or part.initials & _around(text, start, end):
                    yield Found(self._people[person], start, end)
                    continue
                for other, begin, finish in own[at + 1 :]:
                    if begin - end > NEAR or EDGE in text[end:begin]:
                        break
                    second = self._parts[other]
                    is_more = second.role != part.role and (part.is_name or second.is_name)
                    if is_more and begin >= end:
                        yield Found(self._people[person], start, finish)


def _parts(text: str) -> Iterator[tuple[str, int]]:
    """Yield ``text`` in parts that the processor's memory holds, and where each begins.

    Each goes on into the next for as long as what names somebody can be, and ends at a space if
    there is one.
    """
    start = 0
    while start + PART < len(text):
        space = SPACE.search(text, start + PART, start + PART + LONGEST)
        end = space.start() if space else start + PART
        yield text[start : end + LONGEST], start
        start = end
    yield text[start:], start


def _row(
    words: Sequence[int], end: int, by_form: dict[int, list[_Seen]], text: str
) -> Iterator[int]:
    """Yield where a row of words ends that goes on from ``end``."""
    if not words:
        yield end
        return
    for each in by_form.get(words[0], ()):
        if end <= each.start <= end + 40 and _is_gap(text[end : each.start]):
            yield from _row(words[1:], each.end, by_form, text)


def _around(text: str, start: int, end: int) -> set[str]:
    """Return the initials beside a word: "I. Petrov", "Petrov, I. S."."""
    before = re.search(r"(?:(?<!\w)\w\.?[\s\u00a0-]*)+$", text[max(start - 12, 0) : start])
    behind = re.match(r"[,\s\u00a0]*(?:\w\.?[\s\u00a0-]*(?!\w))+", text[end : end + 12])
    return {
        letter
        for found in (before, behind)
        if found
        for word in re.findall(r"\w", found.group())
        for letter in spelled(fold(word, by_sound()).codes)[:1]
    }


def _merged(found: Iterable[Found]) -> Iterator[Found]:
    """Yield what was found in order; of what lies in one another, about the same person, once."""
    last: dict[str, Found] = {}
    for each in sorted(found, key=lambda own: (own.start, -own.end, own.person)):
        before = last.get(each.person)
        if before is None or each.end > before.end:
            last[each.person] = each
            yield each


def _is_gap(between: str) -> bool:
    """Say whether what stands between two words parts them, and is no word itself.

    An initial may: "Olena I. Kovalenko".
    """
    return sum(c.isalnum() for c in between) <= 1 and EDGE not in between


def _is_digit(folded: Folded, at: int) -> bool:
    return at < len(folded.codes) and DIGIT <= folded.codes[at] < OTHER


def _seen_at(form: int, folded: Folded, start: int, end: int) -> _Seen:
    return _Seen(form, int(folded.source[start]), int(folded.source[end - 1]) + 1)


def _is_within(part: tuple[int, int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= part[1] and part[2] <= end for start, end in spans)


def _addresses(address: str) -> set[str]:
    """Return an address with its signs, and with the words that people write for them."""
    local, _, domain = address.partition("@")
    return {
        at.join((dot_before.join(local.split(".")), dot.join(domain.split("."))))
        for at, dot, dot_before in product(("@", " at "), (".", " dot "), (".", " dot "))
    }
