"""Whatever a recorder writes becomes the same samples."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izdat.media.container import probe
from izdat.media.decode import decode, decode_unmixed
from izdat.media.encode import encode_flac, encode_mp3, encode_opus
from izdat.media.mixing import fitted, matrix
from izdat.media.truncation import is_cut
from izdat.media.unreadable import Unreadable


def write(path: Path, samples, rate: int, *, codec: str, form: str, layout: str, **options):
    with av.open(str(path), "w", **options) as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), form, layout)
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000, 192000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_rate_comes_out_at_48_khz_at_its_length_and_level(
    tmp_path, sine, wave, heard, rate, channels
):
    samples = sine(1.3, rate, channels=channels)
    sound = heard(wave(tmp_path / "a.wav", samples, rate), 48000)
    assert sound.dtype == np.float32
    assert sound.shape == (2, round(samples.shape[1] * 48000 / rate))
    t = np.arange(sound.shape[1]) / 48000
    inner = slice(2000, -2000)
    error = sound[0, inner] - 0.5 * np.sin(2 * np.pi * 440 * t[inner])
    assert np.abs(error).max() < 1e-3
    assert np.array_equal(sound[0], sound[1])


@pytest.mark.parametrize(
    ("bits", "is_float"),
    [(8, False), (16, False), (24, False), (32, False), (32, True), (64, True)],
)
def test_every_depth_comes_out_at_its_level(tmp_path, sine, wave, heard, bits, is_float):
    samples = sine(0.5, 48000)
    sound = heard(
        wave(tmp_path / "a.wav", samples, 48000, bits=bits, is_float=is_float), channels=1
    )
    assert np.abs(sound - samples).max() < (0.02 if bits == 8 else 1e-4)


def test_one_channel_goes_to_both_sides_as_it_is(tmp_path, sine, wave, heard):
    samples = sine(0.2, 48000, level=0.9)
    sound = heard(wave(tmp_path / "a.wav", samples, 48000))
    assert np.abs(sound - samples).max() < 1e-4


def test_two_channels_become_one_by_their_mean(tmp_path, sine, wave, heard):
    samples = np.concatenate([sine(0.2, 48000), np.zeros((1, 9600), np.float32)])
    sound = heard(wave(tmp_path / "a.wav", samples, 48000), channels=1)
    assert np.abs(sound - samples[:1] / 2).max() < 1e-4


@pytest.mark.parametrize(
    ("channel", "left", "right"),
    [(0, 1, 0), (1, 0, 1), (2, 0.7071, 0.7071), (3, 0, 0), (4, 0.7071, 0), (5, 0, 0.7071)],
)
def test_surround_is_mixed_as_bs_775_says(tmp_path, sine, heard, channel, left, right):
    samples = np.zeros((6, 9600), np.float32)
    samples[channel] = sine(0.2, 48000)[0]
    path = tmp_path / "a.wav"
    packed = samples.T.reshape(1, -1)
    write(path, packed, 48000, codec="pcm_f32le", form="flt", layout="5.1(side)")
    sound = heard(path)
    assert np.abs(sound[0] - left * samples[channel]).max() < 1e-4
    assert np.abs(sound[1] - right * samples[channel]).max() < 1e-4


def test_eight_microphones_are_heard_alike(tmp_path, sine, wave, heard):
    samples = np.concatenate([sine(0.1, 48000)] * 8)
    sound = heard(wave(tmp_path / "a.wav", samples, 48000))
    assert sound.shape == (2, 4800)
    assert np.abs(sound).max() > 0.1


def test_the_sound_of_a_film_is_taken(tmp_path, heard):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as out:
        film = out.add_stream("mpeg4", rate=25, width=64, height=64, pix_fmt="yuv420p")
        sound = out.add_stream("aac", rate=48000, layout="stereo")
        for n in range(25):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), n * 9, np.uint8), "rgb24")
            out.mux(film.encode(picture))
        t = np.arange(48000) / 48000
        wave = np.stack([0.5 * np.sin(2 * np.pi * 440 * t)] * 2).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(wave, "fltp", "stereo")
        frame.sample_rate, frame.pts = 48000, 0
        for packet in [*sound.encode(frame), *sound.encode(None), *film.encode(None)]:
            out.mux(packet)
    assert probe(path).is_video
    assert heard(path, 48000).shape[1] == 48000
    assert 0.49 < np.abs(heard(path, 48000)[:, 5000:-5000]).max() < 0.51


def test_a_rate_and_layout_that_change_midway_are_followed(tmp_path, sine, heard):
    first, second = tmp_path / "a.mp3", tmp_path / "b.mp3"
    encode_mp3(first, iter([sine(1, 48000, channels=2)]), 48000, 2, 128)
    encode_mp3(second, iter([sine(1, 32000, hz=880)]), 32000, 1, 64)
    both = tmp_path / "both.mp3"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    sound = heard(both, 48000)
    # MP3 frames without their gapless header are a little longer than what was put in.
    assert 96000 - 2500 < sound.shape[1] < 96000 + 8000
    for at, hz in ((24000, 440), (72000, 880)):
        spectrum = np.abs(np.fft.rfft(sound[0, at : at + 4800]))
        assert abs(int(spectrum.argmax()) * 10 - hz) <= 10


def test_unmixed_a_recording_keeps_its_own_rate_and_channels(tmp_path, sine):
    path = tmp_path / "a.flac"
    samples = np.stack([sine(1, 32000, level=level)[0] for level in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)])
    whole = np.rint(samples * 32768).astype(np.int16).T.reshape(1, -1)
    write(path, whole, 32000, codec="flac", form="s16", layout="5.1")
    sound = decode_unmixed(path)
    assert (sound.rate, sound.layout) == (32000, ("FL", "FR", "FC", "LFE", "BL", "BR"))
    heard = np.concatenate(list(sound.blocks), axis=1)
    assert np.abs(heard - samples).max() <= 2**-16


def test_unmixed_what_changes_midway_goes_on_at_one_rate(tmp_path, sine):
    first, second = tmp_path / "a.mp3", tmp_path / "b.mp3"
    encode_mp3(first, iter([sine(1, 48000, channels=2)]), 48000, 2, 128)
    encode_mp3(second, iter([sine(1, 32000, hz=880)]), 32000, 1, 64)
    both = tmp_path / "both.mp3"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    sound = decode_unmixed(both)
    rate = sound.rate  # of FFmpeg's first frame, which it takes from either part
    assert sound.layout == ("FL", "FR")
    left, right = np.concatenate(list(sound.blocks), axis=1)
    assert 1.95 < len(left) / rate < 2.15
    late = slice(rate * 3 // 2, rate * 16 // 10)
    assert int(np.abs(np.fft.rfft(left[late])).argmax()) * 10 == 880
    assert np.array_equal(left[late], right[late])


def test_among_more_than_two_channels_each_goes_to_its_own_name():
    weights = fitted(("FC",), ("FL", "FR", "FC", "LFE"))
    assert weights.tolist() == [[0], [0], [1], [0]]
    assert fitted(("", ""), ("", "")).tolist() == [[1, 0], [0, 1]]
    assert np.array_equal(fitted(("FL", "FR", "FC"), ("FC",)), matrix(("FL", "FR", "FC"), 1))


def test_unmixed_a_file_without_a_sample_is_nothing(tmp_path, wave):
    path = wave(tmp_path / "a.wav", np.zeros((1, 0), np.float32), 48000)
    assert decode_unmixed(path) is None


def test_not_a_number_is_silence(tmp_path, wave, heard):
    samples = np.full((1, 4800), 0.25, np.float32)
    samples[0, 100:200] = np.nan
    samples[0, 300] = np.inf
    sound = heard(wave(tmp_path / "a.wav", samples, 48000, bits=32, is_float=True), channels=1)
    assert np.isfinite(sound).all()
    assert not sound[0, 100:200].any()
    assert sound[0, 300] == 1


def test_blocks_are_bounded(tmp_path, sine, wave):
    path = wave(tmp_path / "a.wav", sine(10, 44100, channels=2), 44100)
    lengths = [block.shape[1] for block in decode(path, 48000, 2)]
    assert len(lengths) > 5
    assert max(lengths) <= 1 << 16


def test_a_name_that_looks_like_a_protocol_is_a_name(tmp_path, sine, wave, heard):
    name = "concat:a|http:%d*.wav"
    assert heard(wave(tmp_path / name, sine(0.1, 48000), 48000)).shape[1] == 4800


# ---- what is not a recording ------------------------------------------------


def code_of(path: Path) -> str:
    try:
        for _ in decode(path, 48000, 2):
            pass
    except Unreadable as wrong:
        return wrong.code if str(path.parent) not in str(wrong) else "names its folder"
    return ""


def test_what_is_not_a_recording_says_so(tmp_path):
    text = tmp_path / "a.wav"
    text.write_text("Dear editors, the recording is in the other mail.\n" * 50)
    assert code_of(text) == "recording-not-audio"
    empty = tmp_path / "empty.wav"
    empty.touch()
    assert code_of(empty) == "recording-empty"
    assert code_of(tmp_path / "missing.wav") == "recording-missing"
    assert code_of(tmp_path) == "recording-not-audio"
    assert code_of(tmp_path / "nul\0.wav") == "recording-missing"


def test_a_device_is_not_read(tmp_path):
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    assert code_of(pipe) == "recording-not-audio"
    assert code_of(Path("/dev/zero")) == "recording-not-audio"


def test_a_playlist_opens_nothing_else(tmp_path, sine, wave):
    wave(tmp_path / "secret.wav", sine(1, 48000), 48000)
    for name, text in (
        ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.wav\n#EXT-X-ENDLIST\n"),
        ("a.ffconcat", "ffconcat version 1.0\nfile secret.wav\n"),
        ("a.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n"),
    ):
        (tmp_path / name).write_text(text)
        assert code_of(tmp_path / name) == "recording-not-audio"


def test_a_picture_has_no_sound(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as out:
        film = out.add_stream("mpeg4", rate=25, width=64, height=64, pix_fmt="yuv420p")
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
        for packet in [*film.encode(picture), *film.encode(None)]:
            out.mux(packet)
    assert code_of(path) == "recording-no-audio"


def test_a_file_without_a_sample_yields_nothing(tmp_path, wave):
    path = wave(tmp_path / "a.wav", np.zeros((1, 0), np.float32), 48000)
    assert code_of(path) in ("", "recording-truncated")


def test_an_mp4_without_its_index_is_damaged(tmp_path, sine):
    path = tmp_path / "a.m4a"
    write(path, sine(1, 48000), 48000, codec="aac", form="fltp", layout="mono")
    path.write_bytes(path.read_bytes()[:3000])
    assert code_of(path) == "recording-truncated"


def test_encrypted_sound_is_protected(tmp_path, sine):
    path = tmp_path / "a.m4a"
    write(path, sine(1, 48000), 48000, codec="aac", form="fltp", layout="mono")
    data = path.read_bytes()
    at = data.index(b"mp4a", data.index(b"stsd"))
    path.write_bytes(data[:at] + b"drms" + data[at + 4 :])
    assert code_of(path) == "recording-protected"


def test_an_absurd_rate_is_refused(tmp_path, sine, wave):
    path = wave(tmp_path / "a.wav", sine(0.1, 48000), 48000)
    data = bytearray(path.read_bytes())
    data[24:28] = (4_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    assert code_of(path) == "recording-strange-rate"


def test_more_than_a_day_is_refused(tmp_path, wave):
    path = wave(tmp_path / "a.wav", np.zeros((1, 8000), np.float32), 8000, bits=8)
    data = path.read_bytes()
    header = data[:4] + (8000 * 90000 + 36).to_bytes(4, "little") + data[8:40]
    with path.open("wb") as out:  # a sparse file of 25 hours
        out.write(header + (8000 * 90000).to_bytes(4, "little"))
        out.truncate(44 + 8000 * 90000)
    assert code_of(path) == "recording-too-long"


def test_a_cut_file_is_told_from_a_whole_one(tmp_path, sine, wave):
    sound = sine(3, 48000, channels=2)
    wave(tmp_path / "a.wav", sound, 48000)
    encode_flac(tmp_path / "a.flac", iter([sound]), 48000, 2)
    encode_mp3(tmp_path / "a.mp3", iter([sound]), 48000, 2, 128)
    encode_opus(tmp_path / "a.opus", iter([sound]), 2, 64)
    for path in sorted(tmp_path.iterdir()):
        assert not is_cut(path, probe(path), seconds(path)), path.suffix
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
        assert is_cut(path, probe(path), seconds(path)), path.suffix


def seconds(path: Path) -> float:
    return sum(block.shape[1] for block in decode(path, 48000, 1)) / 48000


def test_a_recorder_that_never_wrote_its_length_is_trusted(tmp_path, sine, wave):
    path = wave(tmp_path / "a.wav", sine(1, 48000), 48000)
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert seconds(path) == 1.0
    assert not is_cut(path, probe(path), 1.0)


def small_files() -> dict[str, bytes]:
    t = np.arange(4800) / 48000
    sound = np.stack([0.5 * np.sin(2 * np.pi * 440 * t)] * 2).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        encode_flac(at / "flac", iter([sound]), 48000, 2)
        encode_mp3(at / "mp3", iter([sound]), 48000, 2, 64)
        encode_opus(at / "opus", iter([sound]), 2, 64)
        write(at / "m4a", sound, 48000, codec="aac", form="fltp", layout="stereo", format="mp4")
        packed = np.ascontiguousarray(sound.T).reshape(1, -1)
        write(
            at / "wav", packed, 48000, codec="pcm_f32le", form="flt", layout="stereo", format="wav"
        )
        return {path.name: path.read_bytes() for path in sorted(at.iterdir())}


SMALL = small_files()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kind=st.sampled_from(sorted(SMALL)),
    edits=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 1 << 20),
)
def test_damage_anywhere_is_read_or_refused_but_never_a_crash(tmp_path, kind, edits, cut):
    data = bytearray(SMALL[kind])
    for at, byte in edits:
        data[at % len(data)] = byte
    path = tmp_path / f"a.{kind}"
    path.write_bytes(data[: cut % (2 * len(data)) or 1])
    code, sane = "", True
    try:
        for block in decode(path, 48000, 2):
            sane = sane and block.shape[0] == 2 and bool(np.isfinite(block).all())
    except Unreadable as wrong:
        code = wrong.code
    assert sane
    assert code == "" or code.startswith("recording-")


def test_ffmpeg_writes_nothing_to_the_terminal(tmp_path, sine):
    path = tmp_path / "a.mp3"
    encode_mp3(path, iter([sine(1, 48000)]), 48000, 1, 64)
    data = bytearray(path.read_bytes())
    data[1000:1400] = bytes(400)
    path.write_bytes(data)
    (tmp_path / "b.m4a").write_bytes(SMALL["m4a"][:900])
    program = (
        "import sys\nfrom pathlib import Path\nfrom izdat.media.decode import decode\n"
        "from izdat.media.unreadable import Unreadable\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(sum(block.shape[1] for block in decode(Path(name), 48000, 2)))\n"
        "    except Unreadable as wrong: print(wrong.code)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, path, tmp_path / "b.m4a"], capture_output=True, text=True
    )
    assert told.stderr == ""
    assert told.stdout.splitlines()[1] == "recording-truncated"


def test_two_channels_without_a_name_are_left_and_right(tmp_path, sine, wave, heard):
    both = np.concatenate([sine(0.1, 48000, level=0.5), sine(0.1, 48000, level=0.25)])
    sound = heard(wave(tmp_path / "a.wav", both, 48000), 48000)
    assert np.abs(sound - both).max() < 1e-4
