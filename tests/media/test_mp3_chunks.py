"""Chunks join to what one pass gives: to the sample, and to the ear."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.media import mp3_chunks
from izdat.media.encode import encode_mp3
from izdat.media.mp3 import Mp3Writer
from izdat.media.mp3_chunks import AFTER, Piece, encode_chunk, encode_chunks, encode_whole, pieces
from izdat.media.mp3_frame import LOW_BIT_RATES, Mp3Format, frames_of, packed

SHORT = 20  # frames of a chunk, so that a second has two joins
STEREO = Mp3Format(48000, 2, 128)

FORMATS = [
    Mp3Format(rate, channels, kbps)
    for rate, rates in ((48000, (32, 96, 160, 256, 320)), (44100, (64, 128, 320)), (32000, (320,)),
                        (24000, (8, 64, 160)), (22050, (32,)), (16000, (24, 160)))
    for channels, kbps in zip((1, 2) * 3, rates, strict=False)
]  # fmt: skip


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mp3_chunks, "FRAMES", SHORT)
    monkeypatch.setattr(mp3_chunks, "BEFORE", 8)


def voice(seconds: float, rate: int, channels: int = 1, *, seed: int = 0):
    """A buzzing voice with pauses and consonants, and music under it; int16, (samples, channels).

    It takes of an encoder now much, now little: its reservoir is never long the same.
    """
    random = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    phase = 2 * np.pi * np.cumsum(130 + 13 * np.sin(2 * np.pi * 0.7 * t)) / rate
    buzz = np.tanh(6 * np.sin(phase) + 3 * np.sin(2 * phase + 1))
    loud = np.abs(np.sin(2 * np.pi * 3.3 * t)) ** 3 * (np.sin(2 * np.pi * 0.61 * t) > -0.6)
    hiss = random.standard_normal(len(t)) * (np.sin(2 * np.pi * 2.3 * t) > 0.7) * 0.05
    music = sum(0.01 * np.sin(2 * np.pi * hz * t) for hz in (220, 277, 330, 1760))
    one = 0.1 * buzz * loud + hiss + music
    both = np.stack([one + 0.002 * random.standard_normal(len(t)) for _ in range(channels)])
    return np.rint(both.T * 32767).astype(np.int16)


def as_floats(sound):
    return (sound.T / 32768).astype(np.float32)


# ---- a checker of its own -----------------------------------------------------------

KBPS = {True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
        False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)}  # fmt: skip


def walked(chunk: bytes) -> Iterator[int]:
    """Yield each frame's length; fail where main data is not wholly between its neighbours'.

    Written from ISO 11172-3 and 13818-3, bit by bit, and not from izdat's reader.
    """
    at = space = 0
    end = 0  # of the main data before, in bits
    while at < len(chunk):
        bits = "".join(f"{byte:08b}" for byte in chunk[at : at + 36])
        assert bits[:12] == "1" * 12, f"no frame begins at {at}"
        is_first = bits[12] == "1"
        assert bits[13:16] == "011", "layer III without CRC"
        rate = {"00": 44100, "01": 48000, "10": 32000}[bits[20:22]] // (1 if is_first else 2)
        kbps = KBPS[is_first][int(bits[16:20], 2) - 1]
        length = (144000 if is_first else 72000) * kbps // rate + int(bits[22])
        is_mono = bits[24:26] == "11"
        side = {(True, True): 17, (True, False): 32, (False, True): 9, (False, False): 17}[
            is_first, is_mono
        ]
        own = length - 4 - side
        bits = bits[32:]
        back = int(bits[: 9 if is_first else 8], 2)
        first = {(True, True): 18, (True, False): 20, (False, True): 9, (False, False): 10}[
            is_first, is_mono
        ]
        each = 59 if is_first else 63
        count = (1 if is_mono else 2) * (2 if is_first else 1)
        begin = 8 * (space - back)
        assert begin >= end, f"the frame at {at} reaches into its neighbour's data, or before all"
        end = begin + sum(
            int(bits[p : p + 12], 2) for p in range(first, first + each * count, each)
        )
        space += own
        assert end <= 8 * space, f"the main data of the frame at {at} goes beyond it"
        yield length
        at += length
    assert at == len(chunk)


def test_the_checker_rejects_frames_cut_out_of_a_stream():
    stream = encode_whole(Piece(voice(1, 48000, 2), 0, None), STEREO)
    assert len(set(walked(stream))) == 1
    with pytest.raises(AssertionError, match="before all"):
        list(walked(stream[20 * 384 :]))


# ---- what a chunk is ------------------------------------------------------------------


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: f"{form.rate}-{form.kbps}")
def test_no_chunk_needs_its_neighbours(form: Mp3Format):
    sound = voice(100 * form.samples / form.rate, form.rate, form.channels)
    chunks = list(encode_chunks(iter([sound]), form))
    assert len(chunks) == 5
    for chunk in chunks:
        lengths = list(walked(chunk))
        usual = sorted(lengths)[len(lengths) // 2]
        larger = sum(length > usual + 1 for length in lengths)
        assert larger < SHORT / 2, "only the first may be larger"
        if form.kbps == form.bit_rates[-1]:
            assert larger == 0


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("form", [STEREO, Mp3Format(44100, 1, 64), Mp3Format(24000, 1, 32)])
@pytest.mark.parametrize("beyond", [-1, 0, 1, 224, 225, 575, 577, AFTER * 1152, 1153, 5000])
def test_a_length_near_a_cut_is_kept_to_the_sample(tmp_path, heard, form: Mp3Format, beyond: int):
    count = 2 * SHORT * form.samples + beyond
    sound = voice(count / form.rate, form.rate, form.channels)
    path = tmp_path / "a.mp3"
    encode_mp3(path, iter([as_floats(sound)]), form.rate, form.channels, form.kbps)
    assert heard(path, None, form.channels).shape == (form.channels, count)


@pytest.mark.parametrize("form", [STEREO, Mp3Format(44100, 1, 64), Mp3Format(22050, 2, 32)])
def test_packing_anew_changes_no_sample(tmp_path, heard, form: Mp3Format):
    sound = voice(3, form.rate, form.channels)
    stream = encode_whole(Piece(sound, 0, None), form)
    heard_of = []
    for frames in (stream, packed(frames_of(stream))):
        with (tmp_path / "a.mp3").open("wb") as file:
            writer = Mp3Writer(file, form)
            writer.write(frames)
            writer.finish(len(sound))
        heard_of.append(heard(tmp_path / "a.mp3", None, form.channels))
    assert frames != stream
    assert np.array_equal(*heard_of)


@pytest.mark.parametrize("form", [STEREO, Mp3Format(44100, 1, 320), Mp3Format(16000, 1, 24)])
def test_a_frame_of_sound_behind_a_chunk_is_all_that_lame_looks_at(form: Mp3Format):
    sound = voice(60 * form.samples / form.rate, form.rate, form.channels)
    near, far = (
        encode_chunk(Piece(sound[: (40 + after) * form.samples], 0, 40), form)
        for after in (AFTER, 20)
    )
    assert near == far


def test_bytes_that_are_no_frames_are_refused():
    with pytest.raises(ValueError, match="no layer III"):
        frames_of(b"ID3\x04" + bytes(100))
    stream = encode_whole(Piece(voice(1, 48000, 2), 0, None), STEREO)
    with pytest.raises(ValueError, match="outside the stream"):
        frames_of(stream[10 * 384 :])


# ---- what is heard at the joins ---------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "mean", "worst"),
    [
        (STEREO, 0.05, 0.15),
        (Mp3Format(48000, 1, 64), 0.1, 0.3),
        # A few frames at 256: far below what can be heard either way.
        (Mp3Format(48000, 2, 320), 0.4, 0.8),
    ],
    ids=["stereo", "voice", "highest"],
)
def test_a_join_is_no_noisier_than_one_pass(
    tmp_path, heard, monkeypatch, form: Mp3Format, mean: float, worst: float
):
    """Noise in twelve frames about each join beside that of one pass there, in dB."""
    frames = 60
    sound = voice(6.5 * frames * form.samples / form.rate, form.rate, form.channels)
    noises = []
    for length in (frames, 10**6):
        monkeypatch.setattr(mp3_chunks, "FRAMES", length)
        given = iter([as_floats(sound)])
        encode_mp3(tmp_path / "a.mp3", given, form.rate, form.channels, form.kbps)
        noise = heard(tmp_path / "a.mp3", None, form.channels) - as_floats(sound)
        near = [
            noise[:, (join - 4) * form.samples : (join + 8) * form.samples]
            for join in range(frames, 6 * frames, frames)
        ]
        noises.append([10 * math.log10((part**2).mean()) for part in near])
    louder = np.subtract(*noises)
    assert louder.mean() < mean
    assert louder.max() < worst


@pytest.mark.parametrize("rate", [16000, 22050, 24000])
def test_the_level_is_kept_at_low_sampling_rates(tmp_path, sine, heard, rate):
    samples = sine(0.5, rate, hz=997)
    for kbps in LOW_BIT_RATES[4::3]:
        encode_mp3(tmp_path / "a.mp3", iter([samples]), rate, 1, kbps)
        back = heard(tmp_path / "a.mp3", None, 1)
        assert back.shape == samples.shape
        middle = slice(2000, -2000)
        level = 20 * np.log10(back[:, middle].std() / samples[:, middle].std())
        assert abs(level) < 0.02, kbps


# ---- side by side -------------------------------------------------------------


@pytest.mark.usefixtures("short")
def test_neither_workers_nor_blocks_change_a_byte(tmp_path):
    floats = as_floats(voice(3, 48000, 2))
    made = set()
    for workers, block in ((1, 10**6), (2, 1000), (3, 50_000)):
        blocks = (floats[:, at : at + block] for at in range(0, floats.shape[1], block))
        path = tmp_path / "a.mp3"
        encode_mp3(path, blocks, 48000, 2, 128, workers=workers)
        made.add(path.read_bytes())
    assert len(made) == 1


@given(
    cuts=st.lists(st.integers(0, 30 * 576), max_size=20),
    frames=st.integers(1, 9),
)
def test_pieces_lie_on_the_grid_however_the_sound_comes(cuts, frames):
    form = Mp3Format(16000, 1, 32)
    sound = np.arange(sum(cuts), dtype=np.int32)[:, np.newaxis]
    blocks = np.split(sound, np.cumsum(cuts)[:-1]) if cuts else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mp3_chunks, "FRAMES", frames)
        patch.setattr(mp3_chunks, "BEFORE", min(frames, 3))
        made = list(pieces(iter(blocks), form))
    assert all(piece.frames == frames for piece in made[:-1])
    assert [piece.frames for piece in made[-1:]] == [None] * bool(len(sound))
    for number, piece in enumerate(made):
        begin = (number * frames - piece.before) * 576
        assert piece.before == (min(frames, 3) if number else 0)
        assert np.array_equal(piece.sound, sound[begin : begin + len(piece.sound)])
        if piece.frames is not None:
            assert len(piece.sound) == (piece.before + frames + AFTER) * 576
    if made:
        assert made[-1].sound[-1] == sound[-1]


def test_an_edit_changes_only_the_chunks_that_hear_it(monkeypatch):
    monkeypatch.setattr(mp3_chunks, "FRAMES", 60)
    form = Mp3Format(32000, 1, 64)
    sound = voice(8 * 60 * 1152 / 32000, 32000)
    before = list(encode_chunks(iter([sound]), form))
    edited = sound.copy()
    edited[(3 * 60 + 20) * 1152 : (3 * 60 + 50) * 1152] //= 2
    after = list(encode_chunks(iter([edited]), form))
    assert [n for n in range(8) if before[n] != after[n]] in ([3], [3, 4])


def test_a_key_tells_apart_whatever_makes_other_bytes():
    sound = voice(1, 48000)
    piece = Piece(sound, 4, 20)
    keys = {
        mp3_chunks.key_of(piece, Mp3Format(48000, 1, 64)),
        mp3_chunks.key_of(piece, Mp3Format(44100, 1, 64)),
        mp3_chunks.key_of(piece, Mp3Format(48000, 1, 80)),
        mp3_chunks.key_of(replace(piece, before=5), Mp3Format(48000, 1, 64)),
        mp3_chunks.key_of(replace(piece, frames=None), Mp3Format(48000, 1, 64)),
        mp3_chunks.key_of(replace(piece, sound=sound[:-1]), Mp3Format(48000, 1, 64)),
    }
    assert len(keys) == 6


def test_what_fails_midway_leaves_no_file(tmp_path):
    def failing():
        yield np.zeros((1, 4800), np.float32)
        raise OSError("the recording is gone")

    with pytest.raises(OSError, match="gone"):
        encode_mp3(tmp_path / "a.mp3", failing(), 48000, 1, 64)
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_mp3_has_not_is_refused():
    for rate, channels, kbps in ((48000, 2, 8), (24000, 1, 320), (11025, 1, 32), (48000, 3, 128)):
        with pytest.raises(ValueError, match=str(kbps)):
            Mp3Format(rate, channels, kbps)


def test_a_file_is_whole_at_its_name_or_not_there(tmp_path: Path):
    path = tmp_path / "a.mp3"
    path.write_bytes(b"what was there before")
    seen = []

    def looking():
        for _ in range(3):
            seen.append(path.read_bytes())
            yield np.zeros((1, 4800), np.float32)

    encode_mp3(path, looking(), 48000, 1, 64)
    assert set(seen) == {b"what was there before"}
    assert path.read_bytes()[:2] == b"\xff\xfb"
    assert list(tmp_path.iterdir()) == [path]
