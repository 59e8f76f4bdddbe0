import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from izdat.release import PIECE, Pieces, digest_of
from izdat.release.merkle import root_of

BLOCK = 16 * 1024


def by_definition(data: bytes) -> bytes:
    """Return the root as BEP 52 says it: all leaves, zeros up to a power of two, one tree."""
    leaves = [hashlib.sha256(data[at : at + BLOCK]).digest() for at in range(0, len(data), BLOCK)]
    size = 1
    while size < len(leaves):
        size *= 2
    layer = leaves + [bytes(32)] * (size - len(leaves))
    while len(layer) > 1:
        layer = [
            hashlib.sha256(layer[at] + layer[at + 1]).digest() for at in range(0, len(layer), 2)
        ]
    return layer[0]


def of(data: bytes, portion: int = 1 << 20) -> Pieces:
    pieces = Pieces()
    for at in range(0, len(data), portion):
        pieces.update(data[at : at + portion])
    return pieces


@pytest.mark.parametrize(
    "size",
    [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE,
     3 * PIECE + 5, 5 * PIECE, 7 * PIECE + BLOCK],
)  # fmt: skip
def test_the_root_is_bep_52s(size):
    data = bytes(at % 251 for at in range(size))
    assert of(data).root() == by_definition(data)


@given(some.integers(1, 3 * PIECE), some.integers(1, 2 * PIECE))
def test_the_portions_do_not_matter(size, portion):
    data = b"\x5a" * size
    small, whole = of(data, max(portion, 5000)), of(data, size)
    assert (small.root(), small.hashes(), small.size) == (whole.root(), whole.hashes(), size)


def test_the_hashes_of_the_pieces_lead_to_the_root():
    pieces = of(bytes(9 * PIECE + 17))
    assert len(pieces.hashes()) == 10
    assert root_of(pieces.hashes()) == pieces.root()


def test_a_digest_knows_length_hash_and_pieces():
    data = b"night" * 500_000
    entry = digest_of(io.BytesIO(data), "a.mp3")
    assert entry.size == len(data)
    assert entry.sha256 == hashlib.sha256(data).hexdigest()
    assert entry.pieces == by_definition(data).hex()
    assert digest_of(io.BytesIO(b"short"), "a").pieces == ""


def test_no_more_is_read_than_may_be_there():
    stream = io.BytesIO(bytes(10_000_000))
    assert digest_of(stream, "a", most=5_000).size == 5_001
    assert stream.tell() == 5_001
