"""Two sequences of words → which of one is which of the other.

The longest common subsequence by the greedy algorithm of E. W. Myers, "An O(ND) Difference
Algorithm and Its Variations" (Algorithmica 1, 1986), section 4: fast where little differs.
"""

import unicodedata
from array import array
from collections.abc import Sequence

# Steps grow with the square of the number of differences: this many take some two seconds. An
# hour of speech has ten thousand words, of which a recogniser gets one in ten wrong.
MOST_DIFFERENCES = 3_000


def atoms(word: str) -> tuple[str, ...]:
    """Return a word's parts as they are compared: without case and punctuation, in NFKC.

    Parts are divided by hyphens, so that "well-known" and "well known" agree. A word of signs only
    is one part as it stands.
    """
    plain = unicodedata.normalize("NFKC", word).casefold()
    parts = ["".join(c for c in part if c.isalnum()) for part in _cut(plain)]
    return tuple(part for part in parts if part) or (plain,)


def _cut(word: str) -> list[str]:
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in word).split("-")


def matches(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return pairs of indices of equal words, growing in both; as many as there can be.

    None where the two differ by more than ``MOST_DIFFERENCES`` words.
    """
    head = 0
    shorter = min(len(ours), len(theirs))
    while head < shorter and ours[head] == theirs[head]:
        head += 1
    tail = 0
    while tail < shorter - head and ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    middle = _middle(ours[head : len(ours) - tail], theirs[head : len(theirs) - tail])
    if middle is None:
        return None
    pairs = [(i, i) for i in range(head)]
    pairs += [(head + i, head + j) for i, j in middle]
    pairs += [(len(ours) - i, len(theirs) - i) for i in range(tail, 0, -1)]
    return pairs


def _middle(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]] | None:
    if not ours or not theirs:
        return [] if abs(len(ours) - len(theirs)) <= MOST_DIFFERENCES else None
    trace = _trace(ours, theirs)
    if trace is None:
        return None
    x, y = len(ours), len(theirs)
    pairs: list[tuple[int, int]] = []
    for differences in range(len(trace) - 1, -1, -1):
        k = x - y
        if differences == 0:
            before_x = before_y = 0
        else:
            furthest = trace[differences - 1]
            is_down = k == -differences or (
                k != differences
                and _at(furthest, differences - 1, k - 1) < _at(furthest, differences - 1, k + 1)
            )
            before_k = k + 1 if is_down else k - 1
            before_x = _at(furthest, differences - 1, before_k)
            before_y = before_x - before_k
        while x > before_x and y > before_y and x > 0 and y > 0 and ours[x - 1] == theirs[y - 1]:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = before_x, before_y
    return pairs[::-1]


def _at(furthest: "array[int]", differences: int, k: int) -> int:
    """Where diagonal ``k`` ended; only every second diagonal is kept."""
    return furthest[(k + differences) // 2]


def _trace(ours: Sequence[str], theirs: Sequence[str]) -> "list[array[int]] | None":
    """Return, for each number of differences, how far each diagonal reaches."""
    n, m = len(ours), len(theirs)
    trace: list[array[int]] = []
    for differences in range(min(n + m, MOST_DIFFERENCES) + 1):
        now = array("i", bytes(4 * (differences + 1)))
        before = trace[-1] if trace else now
        for slot in range(differences + 1):
            k = 2 * slot - differences
            if differences == 0:
                x = 0
            elif slot == 0 or (slot < differences and before[slot - 1] < before[slot]):
                x = before[slot]  # down: one of theirs is not ours
            else:
                x = before[slot - 1] + 1  # right: one of ours is not theirs
            y = x - k
            while 0 <= y < m and x < n and ours[x] == theirs[y]:
                x, y = x + 1, y + 1
            now[slot] = x
            if x >= n and y >= m:
                trace.append(now)
                return trace
        trace.append(now)
    return None
