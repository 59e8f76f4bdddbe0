import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as some
from trial_press import NOW

from izdat.release import Audio, digest_of
from izdat.release.audio_span import audio_span
from izdat.release.contents import entries, targets_of

SOUND = b"\xff\xfb\x90\x64" + b"sound" * 500_000


def mp3(tag: bytes, behind: bytes = b"", flags: int = 0) -> bytes:
    size = bytes(len(tag) >> 7 * place & 0x7F for place in (3, 2, 1, 0))
    footer = b"3DI\x04\x00" + bytes([flags]) + size if flags & 0x10 else b""
    return b"ID3\x04\x00" + bytes([flags]) + size + tag + footer + SOUND + behind


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data) + 8, name) + data


def sound_in(data: bytes) -> bytes:
    start, size = audio_span(io.BytesIO(data))
    return data[start : start + size]


@pytest.mark.parametrize(
    "data",
    [
        mp3(b""),
        mp3(b"a cover" * 40_000),
        mp3(b"a cover", behind=b"TAG" + bytes(125)),
        mp3(b"a cover", flags=0x10),
        SOUND,
        box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", b"tags") + box(b"mdat", SOUND),
        box(b"ftyp", b"M4A \0\0\0\0") + box(b"mdat", SOUND) + box(b"moov", b"a cover"),
        box(b"ftyp", b"M4A ") + struct.pack(">I4sQ", 1, b"mdat", len(SOUND) + 16) + SOUND,
        box(b"ftyp", b"M4A ") + struct.pack(">I4s", 0, b"mdat") + SOUND,
    ],
)
def test_the_audio_is_the_same_under_any_tags(data):
    assert sound_in(data) == SOUND


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + SOUND,  # a tag longer than the file
        mp3(b"")[:10],
        b"OggS" + SOUND,
        b"<html>",
        box(b"ftyp", b"M4A ") + struct.pack(">I4s", 9, b"mdat"),  # longer than the file
        box(b"ftyp", b"M4A ") + struct.pack(">I4s", 4, b"mdat"),  # shorter than its own head
        box(b"ftyp", b"M4A ") + box(b"mdat", SOUND) * 2,
        box(b"ftyp", b"M4A ") + box(b"free", b"") * 2000 + box(b"mdat", SOUND),
    ],
)
def test_what_holds_no_audio_in_one_place_has_none(data):
    assert audio_span(io.BytesIO(data)) is None


@given(some.binary(max_size=200))
def test_no_bytes_lead_outside_the_file(data):
    for bent in (data, b"ID3\x04\x00\x00" + data, b"\0\0\0\x08ftyp" + data):
        span = audio_span(io.BytesIO(bent))
        assert span is None or (span[0] >= 0 and span[1] > 0 and sum(span) <= len(bent))


def test_a_digest_says_where_the_audio_is_and_a_release_signs_it():
    plain, covered = (digest_of(io.BytesIO(mp3(tag)), "a.mp3") for tag in (b"", b"a cover" * 9_000))
    assert plain.audio is not None
    assert covered.audio == Audio(63_010, len(SOUND), plain.audio.sha256)
    assert plain.sha256 != covered.sha256
    assert entries(targets_of([covered], version=1, expires=NOW)) == {"a.mp3": covered}


@pytest.mark.parametrize(
    "change",
    [{"start": -1}, {"start": 10**9}, {"size": 0}, {"size": "9"}, {"sha256": "zz"}, {"more": 1},
     {"start": True}],
)  # fmt: skip
def test_a_place_that_cannot_be_is_none(change):
    entry = digest_of(io.BytesIO(mp3(b"a cover")), "a.mp3")
    targets = targets_of([entry], version=1, expires=NOW)
    custom = targets.targets["a.mp3"].custom
    custom["audio"] = {**custom["audio"], **change}
    assert entries(targets)["a.mp3"].audio is None
