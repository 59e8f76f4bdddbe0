"""Values ↔ the bytes of a torrent (BEP 3), bounded: whole numbers, bytes, lists, dictionaries."""

from typing import TypeAlias

Value: TypeAlias = "int | bytes | list[Value] | dict[bytes, Value]"
DEEPEST = (
    80  # levels: a file of a torrent lies two deeper than its folders, of which 32 are allowed
)
MOST_VALUES = 3_000_000  # 100,000 files, each twice, with their folders
_LONGEST_NUMBER = 21  # digits and a mark


class NotBencoded(ValueError):
    """These bytes are not the one form in which a value can be written."""


def bencoded(value: Value) -> bytes:
    """Return the one form of ``value``. Keys are sorted."""
    parts: list[bytes] = []
    _write(value, parts)
    return b"".join(parts)


def bdecoded(data: bytes) -> Value:
    """Return the value in ``data``. Raises ``NotBencoded``, also for a form that is not the one."""
    reader = _Reader(data)
    value = reader.value(DEEPEST)
    if reader.at != len(data):
        raise NotBencoded("something stands behind the end")
    return value


def _write(value: Value, parts: list[bytes]) -> None:
    if isinstance(value, int):
        parts.append(b"i%de" % value)
    elif isinstance(value, bytes):
        parts += [b"%d:" % len(value), value]
    elif isinstance(value, list):
        parts.append(b"l")
        for each in value:
            _write(each, parts)
        parts.append(b"e")
    else:
        parts.append(b"d")
        for key in sorted(value):
            _write(key, parts)
            _write(value[key], parts)
        parts.append(b"e")


class _Reader:
    """Reads one value after the other. ``at`` is where the next begins."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MOST_VALUES
        self.at = 0

    def value(self, depth: int) -> Value:
        self._left -= 1
        if not depth or self._left < 0:
            raise NotBencoded("it nests too deep, or has too many values")
        kind = self._data[self.at : self.at + 1]
        if kind == b"i":
            self.at += 1
            return _number(self._until(b"e"))
        if kind == b"l":
            self.at += 1
            items: list[Value] = []
            while not self._ends():
                items.append(self.value(depth - 1))
            return items
        if kind == b"d":
            self.at += 1
            found: dict[bytes, Value] = {}
            last: bytes | None = None
            while not self._ends():
                key = self._bytes()
                if last is not None and key <= last:
                    raise NotBencoded("keys are not in order, or stand twice")
                last = key
                found[key] = self.value(depth - 1)
            return found
        return self._bytes()

    def _bytes(self) -> bytes:
        length = _number(self._until(b":"))
        data = self._data[self.at : self.at + length]
        if length < 0 or len(data) < length:
            raise NotBencoded("it ends too early")
        self.at += length
        return data

    def _until(self, mark: bytes) -> bytes:
        end = self._data.find(mark, self.at, self.at + _LONGEST_NUMBER)
        if end < 0:
            raise NotBencoded("a number has no end")
        digits = self._data[self.at : end]
        self.at = end + 1
        return digits

    def _ends(self) -> bool:
        if self._data[self.at : self.at + 1] != b"e":
            return False
        self.at += 1
        return True


def _number(digits: bytes) -> int:
    plain = digits.removeprefix(b"-")
    if not plain.isdigit() or digits == b"-0" or (plain[:1] == b"0" and plain != b"0"):
        raise NotBencoded("a number is none")
    return int(digits)
