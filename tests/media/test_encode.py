"""What is encoded comes back at its length, its level and with the same bytes."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from izdat.media.encode import (
    AAC_FRAME,
    MP3_EDGES,
    encode_flac,
    encode_m4a,
    encode_mp3,
    encode_opus,
)
from izdat.media.mp3_frame import BIT_RATES, Mp3Format, frame_length, header

needs_ffprobe = pytest.mark.skipif(
    shutil.which("ffprobe") is None, reason="FFmpeg is not installed here: no outside judge"
)


def test_flac_keeps_every_bit_of_24(tmp_path, heard):
    whole = np.random.default_rng(1).integers(-(2**23), 2**23, (2, 100_001))
    samples = (whole / 2**23).astype(np.float32)
    encode_flac(tmp_path / "a.flac", iter([samples[:, :7], samples[:, 7:]]), 48000, 2)
    assert np.array_equal(heard(tmp_path / "a.flac"), samples)


def test_flac_clips_instead_of_wrapping_round(tmp_path, heard):
    encode_flac(tmp_path / "a.flac", iter([np.full((1, 480), 1.5, np.float32)]), 48000, 1)
    assert heard(tmp_path / "a.flac").min() > 0.99


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    count=st.integers(1, 6000),
    channels=st.sampled_from([1, 2]),
    rate=st.sampled_from([32000, 44100, 48000]),
    kbps=st.sampled_from(BIT_RATES[1:]),
)
def test_an_mp3_decodes_to_its_own_length(tmp_path, heard, count, channels, rate, kbps):
    noise = np.random.default_rng(count).standard_normal((channels, count)) * 0.1
    path = tmp_path / "a.mp3"
    encode_mp3(path, iter([noise.astype(np.float32)]), rate, channels, kbps)
    assert heard(path, None, channels).shape == (channels, count)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(count=st.integers(1, 6000), channels=st.sampled_from([1, 2]))
def test_an_opus_file_decodes_to_its_own_length(tmp_path, heard, count, channels):
    noise = np.random.default_rng(count).standard_normal((channels, count)) * 0.1
    path = tmp_path / "a.opus"
    encode_opus(path, iter([noise.astype(np.float32)]), channels, 64)
    assert heard(path, None, channels).shape == (channels, count)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    count=st.integers(1, 6000),
    channels=st.sampled_from([1, 2]),
    rate=st.sampled_from([44100, 48000]),
)
@example(count=AAC_FRAME // 2, channels=1, rate=48000)
@example(count=AAC_FRAME // 2 + 1, channels=1, rate=48000)
def test_an_m4a_decodes_to_its_own_length(tmp_path, heard, count, channels, rate):
    noise = np.random.default_rng(count).standard_normal((channels, count)) * 0.1
    path = tmp_path / "a.m4a"
    encode_m4a(path, iter([noise.astype(np.float32)]), rate, channels, 96, length=count)
    assert heard(path, None, channels).shape == (channels, count)


def test_what_comes_back_stands_where_it_stood(tmp_path, sine, heard):
    samples = np.zeros((2, 48000), np.float32)
    samples[:, 20000:21000] = sine(1000 / 48000, 48000, hz=1000, level=0.8)
    encode_mp3(tmp_path / "a.mp3", iter([samples]), 48000, 2, 128)
    encode_opus(tmp_path / "a.opus", iter([samples]), 2, 96)
    encode_m4a(tmp_path / "a.m4a", iter([samples]), 48000, 2, 96, length=48000)
    for name in ("a.mp3", "a.opus", "a.m4a"):
        back = heard(tmp_path / name)
        shift = np.correlate(back[0, 19000:22000], samples[0, 20000:21000]).argmax() - 1000
        assert abs(int(shift)) <= 1, name


@pytest.mark.parametrize("codec", ["mp3", "m4a"])
def test_a_sound_that_is_cut_in_two_goes_on_where_it_was_cut(tmp_path, sine, heard, codec):
    whole, cut = sine(1, 48000, hz=1000, level=0.25), 20_123
    back = []
    for name, part in (("a", whole[:, :cut]), ("b", whole[:, cut:])):
        path = tmp_path / f"{name}.{codec}"
        if codec == "mp3":
            encode_mp3(path, iter([part]), 48000, 1, 128)
        else:
            encode_m4a(path, iter([part]), 48000, 1, 96, length=part.shape[1])
        back.append(heard(path, None, 1))
    near = slice(cut - 3000, cut + 3000)
    assert np.abs(np.concatenate(back, axis=1) - whole)[:, near].max() < 0.005


@pytest.mark.parametrize("kbps", BIT_RATES[1:])
def test_the_level_is_kept_at_every_bit_rate(tmp_path, sine, heard, kbps):
    samples = sine(1, 48000, hz=997)
    encode_mp3(tmp_path / "a.mp3", iter([samples]), 48000, 1, kbps)
    back = heard(tmp_path / "a.mp3", channels=1)[:, 5000:-5000]
    assert abs(20 * np.log10(back.std() / samples.std())) < 0.01


def test_a_bit_rate_that_mp3_has_not_is_refused(tmp_path):
    with pytest.raises(ValueError, match="100"):
        encode_mp3(tmp_path / "a.mp3", iter([]), 48000, 2, 100)


def test_the_same_sound_gives_the_same_bytes(tmp_path, sine):
    samples = sine(2, 48000, channels=2)
    digests = set()
    for cut in (1000, 48000):
        blocks = [samples[:, at : at + cut] for at in range(0, 96000, cut)]
        encode_flac(tmp_path / "a.flac", iter(blocks), 48000, 2)
        encode_mp3(tmp_path / "a.mp3", iter(blocks), 48000, 2, 128)
        encode_opus(tmp_path / "a.opus", iter(blocks), 2, 64)
        encode_m4a(tmp_path / "a.m4a", iter(blocks), 48000, 2, 96, length=96000)
        names = ("a.flac", "a.mp3", "a.opus", "a.m4a")
        data = b"".join((tmp_path / name).read_bytes() for name in names)
        digests.add(hashlib.sha256(data).hexdigest())
    assert len(digests) == 1


def test_no_file_names_the_version_of_a_muxer(tmp_path, sine):
    samples = sine(1, 48000, channels=2)
    encode_flac(tmp_path / "a.flac", iter([samples]), 48000, 2)
    encode_opus(tmp_path / "a.opus", iter([samples]), 2, 64)
    encode_m4a(tmp_path / "a.m4a", iter([samples]), 48000, 2, 96, length=48000)
    for name in ("a.flac", "a.opus", "a.m4a"):
        data = (tmp_path / name).read_bytes()
        assert b"Lavf" not in data
        assert b"Lavc" not in data


def test_the_info_frame_tells_frames_bytes_delay_padding_and_checksums(tmp_path, sine):
    count = 100_000
    path = tmp_path / "a.mp3"
    encode_mp3(path, iter([sine(count / 48000, 48000, channels=2)]), 48000, 2, 128)
    data = path.read_bytes()
    length = frame_length(data)
    assert data[:4] == header(Mp3Format(48000, 2, 128))
    assert data[36:40] == b"Info"
    frames = int.from_bytes(data[44:48], "big")
    assert int.from_bytes(data[48:52], "big") == len(data)
    starts = []
    at = length
    while at < len(data):
        starts.append(at)
        at += frame_length(data[at : at + 4])
    assert at == len(data)
    assert frames == len(starts)
    for n, entry in enumerate(data[52:152]):
        assert abs(entry / 256 * len(data) - starts[n * frames // 100]) < len(data) / 256 + 1
    lame = data[156:192]
    delay, padding = divmod(int.from_bytes(lame[21:24], "big"), 4096)
    assert delay == 576 + MP3_EDGES[0]
    assert frames * 1152 - delay - padding == count
    assert int.from_bytes(lame[28:32], "big") == len(data)
    assert int.from_bytes(lame[32:34], "big") == crc16(data[length:])
    assert int.from_bytes(lame[34:36], "big") == crc16(data[:190])


def crc16(data: bytes) -> int:
    """CRC-16/ARC, from its definition; of b"123456789" it is 0xBB3D."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def test_the_checksum_of_the_test_is_the_standard_one():
    assert crc16(b"123456789") == 0xBB3D


def test_ffmpeg_does_not_pass_over_the_first_frame(tmp_path, heard):
    # It takes a first frame for junk that is of another kind of stereo than the second. That was
    # so where the first was borrowed from a lower bit rate, as it is of this voice with music.
    chance = np.random.default_rng(0)
    t = np.arange(60 * 48_000) / 48_000
    phase = np.cumsum(chance.uniform(90, 220) * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))) / 48_000
    voice = sum(np.cos(2 * np.pi * phase * k + k * k) / k for k in range(1, 20))
    syllables = np.abs(np.sin(np.pi * 3.3 * t)) ** 3 * (np.sin(2 * np.pi * 0.21 * t) > -0.8)
    hiss = chance.standard_normal(len(t)) * (np.sin(2 * np.pi * 2.3 * t) > 0.7) * 0.03
    music = sum(0.008 * np.sin(2 * np.pi * hz * t) for hz in chance.uniform(100, 3000, 6))
    noises = [0.001 * chance.standard_normal(len(t)) for _ in range(2)]
    sides = [0.06 * voice * syllables + hiss + music * (1 - 0.3 * n) + noises[n] for n in range(2)]
    sound = np.stack(sides)[:, :100_000].astype(np.float32)
    path = tmp_path / "a.mp3"
    for kbps in (128, 160, 192, 320):
        encode_mp3(path, iter([sound]), 48000, 2, kbps)
        assert heard(path, None, 2).shape == sound.shape, kbps


@needs_ffprobe
@pytest.mark.judge
def test_ffmpeg_skips_what_the_encoder_added(tmp_path, sine):
    count = 70_001
    path = tmp_path / "a.mp3"
    encode_mp3(path, iter([sine(count / 48000, 48000)]), 48000, 1, 96)
    assert decoded_by_ffmpeg(path) == count
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-of", "json", path],
        capture_output=True,
        check=True,
    )
    stream = json.loads(shown.stdout)["streams"][0]
    # What LAME hears of the sound before it, 576 of the encoder, and 529 of the decoder
    assert float(stream["start_time"]) == pytest.approx((MP3_EDGES[0] + 1105) / 48000, abs=1e-6)
    assert stream["bit_rate"] == "96000"


@needs_ffprobe
@pytest.mark.judge
def test_ffmpeg_hears_opus_at_its_length(tmp_path, sine):
    path = tmp_path / "a.opus"
    encode_opus(path, iter([sine(70_001 / 48000, 48000)]), 1, 48)
    assert decoded_by_ffmpeg(path) == 70_001


@needs_ffprobe
@pytest.mark.judge
@pytest.mark.parametrize("count", [70_001, 70_656])  # the second is whole frames
def test_ffmpeg_hears_m4a_at_its_length(tmp_path, sine, count):
    path = tmp_path / "a.m4a"
    encode_m4a(path, iter([sine(count / 48000, 48000)]), 48000, 1, 64, length=count)
    assert decoded_by_ffmpeg(path) == count


def decoded_by_ffmpeg(path: Path) -> int:
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", "-"],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return len(done.stdout) // 2
