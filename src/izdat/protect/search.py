"""Many patterns looked for at once in the letters of a text (Aho and Corasick, CACM 18, 1975)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from izdat.model.secret import Secret
from izdat.protect.folding import CODES, NOTHING, SOFT, Codes, Folded
from izdat.protect.roughening import Rough


@dataclass(frozen=True, slots=True, repr=False)
class Automaton(Secret):
    """Patterns, each with the numbers of what it stands for."""

    following: NDArray[np.int32]  # (states, CODES): the state after a letter
    ends: NDArray[np.int32]  # (states,): the first pattern that ends in a state; -1
    others: NDArray[np.int32]  # (states,): the nearest shorter state in which one ends; -1
    lengths: NDArray[np.int32]  # (patterns,)
    meanings: tuple[tuple[int, ...], ...]  # (patterns,)

    def starts(self) -> Codes:
        """Return (CODES,): 1 for each letter with which a pattern begins."""
        found: Codes = (self.following[0] > 0).astype(np.uint8)
        return found


def automaton(patterns: Mapping[bytes, set[int]]) -> Automaton:
    """Return what finds ``patterns``, bytes of codes; with each what it means."""
    children: list[dict[int, int]] = [{}]
    ends = [-1]
    for number, pattern in enumerate(patterns):
        state = 0
        for code in pattern:
            if code not in children[state]:
                children[state][code] = len(children)
                children.append({})
                ends.append(-1)
            state = children[state][code]
        ends[state] = number
    following = np.zeros((len(children), CODES), dtype=np.int32)
    shorter = [0] * len(children)
    others = [-1] * len(children)
    waiting = [0]
    for state in waiting:
        back = shorter[state]
        if state:
            following[state] = following[back]
            others[state] = back if ends[back] >= 0 else others[back]
        for code, child in children[state].items():
            shorter[child] = int(following[back][code]) if state else 0
            following[state][code] = child
            waiting.append(child)
    return Automaton(
        following,
        np.array(ends, dtype=np.int32),
        np.array(others, dtype=np.int32),
        np.array([len(each) for each in patterns], dtype=np.int32),
        tuple(tuple(sorted(each)) for each in patterns.values()),
    )


def find_rough(
    automaton: Automaton, letters: Rough, folded: Folded, beyond: int
) -> NDArray[np.int32]:
    """Return (n, 2): where among the folded a word begins that begins with a pattern; which one.

    No more than ``beyond`` letters may follow before the word is over.
    """
    return _grown(lambda room: _find_rough(
        automaton.following, automaton.ends, automaton.others, automaton.lengths, letters.codes,
        letters.begins, letters.places, folded.gaps, beyond, room,
    ))  # fmt: skip


def words_at(letters: Folded, begins: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return (n, 2) of the word at each of ``begins``: its length, and a number of its letters.

    The length is 0 where it may be read in several ways: "o'neill". The number is the same for the
    same letters, and hardly ever for others.
    """
    found = np.empty((len(begins), 2), dtype=np.int64)
    _words_at(letters.codes, letters.gaps, begins, found)
    return found


def find(automaton: Automaton, letters: Folded) -> NDArray[np.int32]:
    """Return (n, 2): where each pattern begins that is found among ``letters``; which one."""
    if not automaton.meanings:
        return np.empty((0, 2), dtype=np.int32)
    return _grown(lambda room: _find(
        automaton.following, automaton.ends, automaton.others, automaton.lengths, letters.codes,
        room,
    ))  # fmt: skip


def _grown(work) -> NDArray[np.int32]:  # type: ignore[no-untyped-def]
    size = 1024
    while True:
        room = np.empty((size, 2), dtype=np.int32)
        count = work(room)
        if count <= size:
            return room[:count]
        size = count


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _find(
    following: NDArray[np.int32],
    ends: NDArray[np.int32],
    others: NDArray[np.int32],
    lengths: NDArray[np.int32],
    codes: Codes,
    room: NDArray[np.int32],
) -> int:
    state = 0
    count = 0
    for n in range(len(codes)):
        state = following[state, codes[n]]
        at = state if ends[state] >= 0 else others[state]
        while at >= 0:
            if count < len(room):
                room[count, 0] = n + 1 - lengths[ends[at]]
                room[count, 1] = ends[at]
            count += 1
            at = others[at]
    return count


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _find_rough(
    following: NDArray[np.int32],
    ends: NDArray[np.int32],
    others: NDArray[np.int32],
    lengths: NDArray[np.int32],
    codes: Codes,
    begins: NDArray[np.int32],
    places: NDArray[np.int32],
    gaps: Codes,
    beyond: int,
    room: NDArray[np.int32],
) -> int:
    state = 0
    count = 0
    for n in range(len(codes)):
        state = following[state, codes[n]]
        at = state if ends[state] >= 0 else others[state]
        while at >= 0:
            pattern = ends[at]
            begin = begins[n + 1 - lengths[pattern]]
            if begin >= 0:
                end = places[n] + 1
                last = min(end + beyond, len(gaps) - 1)
                while end <= last and gaps[end] < SOFT:
                    end += 1
                if end <= last:
                    if count < len(room):
                        room[count, 0] = begin
                        room[count, 1] = pattern
                    count += 1
            at = others[at]
    return count


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _words_at(
    codes: Codes, gaps: Codes, begins: NDArray[np.int32], found: NDArray[np.int64]
) -> None:
    for n in range(len(begins)):
        end = begins[n]
        number = np.int64(1469598103934665603)
        while end < len(codes) and (end == begins[n] or gaps[end] == NOTHING):
            number = (number ^ codes[end]) * np.int64(1099511628211)  # FNV-1a
            end += 1
        is_plain = gaps[end] != SOFT and end - begins[n] > 1
        found[n, 0] = end - begins[n] if is_plain else 0
        found[n, 1] = number
