"""Whatever a recorder, a phone or a friend hands over is used, or refused with a reason."""

import struct
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from izdat.master import assemble, clean_recording, inspect_recording
from izdat.master.clipping import ClippingFinder
from izdat.media.encode import encode_mp3
from izdat.model.file import file_at
from izdat.model.mastering import CleanRecording, Part, RecordingFacts
from izdat.model.show import CleanSettings, SoundSettings
from izdat.model.sound import Recording, RecordingFault

Samples = NDArray[np.float32]
MONO = SoundSettings(channels=1, loudness=-16.0, pause=0)


def tone(seconds: float, rate: int = 48_000, db: float = -20, channels: int = 1) -> Samples:
    t = np.arange(round(seconds * rate)) / rate
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 3 * t)
    row = 10 ** (db / 20) * np.sin(2 * np.pi * 440 * t) * swell
    return np.stack([row] * channels).astype(np.float32)


def wave(path: Path, samples: Samples, rate: int, bits: int = 16, claims: int | None = None):
    """Write RIFF WAVE byte by byte; 32 bits are floating point. ``claims``: the length it tells."""
    flat = samples.T.astype(np.float64)
    if bits == 32:
        data = flat.astype("<f4").tobytes()
    else:
        top = 2 ** (bits - 1) - 1
        whole = np.rint(np.clip(flat, -1, 1) * top).astype("<i4")
        data = whole.reshape(-1, 1).view(np.uint8)[:, : bits // 8].tobytes()
    frame = len(samples) * bits // 8
    kind = 3 if bits == 32 else 1
    form = struct.pack("<HHIIHH", kind, len(samples), rate, rate * frame, frame, bits)
    size = len(data) if claims is None else claims
    head = struct.pack("<I", min(size + 36, 2**32 - 1)) + b"WAVEfmt \x10\0\0\0" + form
    path.write_bytes(b"RIFF" + head + b"data" + struct.pack("<I", size) + data)
    return path


def muxed(path: Path, codec: str, form: str, layout: str, samples: Samples, film: bool = False):
    with av.open(str(path), "w") as out:
        moving = out.add_stream("mpeg4", rate=10) if film else None
        if moving is not None:
            moving.width = moving.height = 64
            moving.pix_fmt = "yuv420p"
        stream = out.add_stream(codec, rate=48_000, layout=layout)
        if moving is not None:
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
            out.mux([*moving.encode(picture), *moving.encode(None)])
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), form, layout)
        frame.sample_rate, frame.pts = 48_000, 0
        out.mux([*stream.encode(frame), *stream.encode(None)])
    return path


def surround(folder: Path) -> Path:
    centre = np.zeros((6, 96_000), np.float32)
    centre[2] = tone(2)[0]
    whole = np.rint(centre * 32_767).astype(np.int16).T.reshape(1, -1)
    return muxed(folder / "a.flac", "flac", "s16", "5.1", whole)


def two_rates(folder: Path) -> Path:
    for name, rate in (("a", 48_000), ("b", 32_000)):
        encode_mp3(folder / f"{name}.mp3", iter([tone(1, rate)]), rate, 1, 64)
    both = folder / "both.mp3"
    both.write_bytes(b"".join((folder / f"{name}.mp3").read_bytes() for name in "ab"))
    return both


def not_finite(folder: Path) -> Path:
    samples = tone(2)
    samples[0, 1000:1100], samples[0, 5000], samples[0, 6000] = np.nan, np.inf, -np.inf
    return wave(folder / "a.wav", samples, 48_000, 32)


USED: dict[str, Callable[[Path], Path]] = {
    "8 kHz": lambda f: wave(f / "a.wav", tone(2, 8_000), 8_000),
    "192 kHz": lambda f: wave(f / "a.wav", tone(2, 192_000), 192_000),
    "24 bits": lambda f: wave(f / "a.wav", tone(2), 48_000, 24),
    "float, beyond full scale": lambda f: wave(f / "a.wav", tone(2, db=12), 48_000, 32),
    "surround": surround,
    "three seconds": lambda f: wave(f / "a.wav", tone(3), 48_000),
    "two rates in one": two_rates,
    "a film": lambda f: muxed(f / "a.mkv", "pcm_s16le", "s16", "mono",
                              np.rint(tone(2) * 32_767).astype(np.int16), film=True),
    "not finite": not_finite,
    "a recorder that never wrote the length": lambda f: wave(f / "a.wav", tone(2), 48_000,
                                                             claims=2**32 - 1),
}  # fmt: skip


@pytest.mark.parametrize("name", USED)
def test_what_is_odd_is_used_at_its_length_and_comes_to_the_target(tmp_path, heard, name):
    file = file_at(USED[name](tmp_path))
    facts = inspect_recording(tmp_path, file, 1)
    assert isinstance(facts, RecordingFacts), facts
    assert facts.duration == pytest.approx(3 if name == "three seconds" else 2, abs=0.15)
    assert facts.clipped == 0
    clean = clean_recording(tmp_path, Recording(file, "s"), facts.loudness, 1, CleanSettings())
    made = assemble(tmp_path, (Part("s", clean.recording, clean.loudness),), MONO)
    assert made.loudness.integrated == pytest.approx(-16, abs=0.1)
    assert made.loudness.true_peak <= -1
    assert np.isfinite(heard(made)).all()


@pytest.mark.parametrize("seconds", [0.001, 0.05, 0.39])
def test_the_shortest_goes_all_the_way(tmp_path, heard, seconds):
    file = file_at(wave(tmp_path / "a.wav", tone(seconds), 48_000))
    facts = inspect_recording(tmp_path, file, 1)
    assert isinstance(facts, RecordingFacts), facts
    clean = clean_recording(tmp_path, Recording(file, "s"), facts.loudness, 1, CleanSettings())
    made = assemble(tmp_path, (Part("s", clean.recording, clean.loudness),), MONO)
    assert heard(made).shape[1] == round(seconds * 48_000)


def encrypted(folder: Path) -> Path:
    path = muxed(folder / "a.m4a", "aac", "fltp", "mono", tone(2))
    path.write_bytes(path.read_bytes().replace(b"mp4a", b"drms", 1))
    return path


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


REFUSED: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "cut": ("truncated", lambda f: written(
        f / "b.wav", wave(f / "a.wav", tone(2), 48_000).read_bytes()[:90_000])),
    "claims far more": ("truncated", lambda f: wave(f / "a.wav", tone(2), 48_000,
                                                    claims=4_000_000_000)),
    "silent": ("silent", lambda f: wave(f / "a.wav", tone(2) * 0, 48_000)),
    "encrypted": ("protected", encrypted),
    "empty": ("empty", lambda f: written(f / "a.wav", b"")),
    "text": ("not-audio", lambda f: written(f / "a.wav", b"It is in the other mail.")),
    "only a header": ("no-sound", lambda f: wave(f / "a.wav", tone(0), 48_000)),
    "nothing but not-a-number": ("silent", lambda f: wave(
        f / "a.wav", np.full((1, 48_000), np.nan, np.float32), 48_000, 32)),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_its_reason(tmp_path, name):
    code, make = REFUSED[name]
    fault = inspect_recording(tmp_path, file_at(make(tmp_path)), 1)
    assert isinstance(fault, RecordingFault)
    assert fault.code == f"recording-{code}"


# ---- overdriven -------------------------------------------------------------


def test_what_is_cut_off_is_counted_to_the_sample(tmp_path):
    samples = tone(1, db=-12)
    samples[0, 100:140] = 1.0
    samples[0, 300:304] = -1.0
    samples[0, 500:502] = 1.0  # two are no run
    facts = inspect_recording(tmp_path, file_at(wave(tmp_path / "a.wav", samples, 48_000)), 1)
    assert facts.clipped == pytest.approx(44 / 48_000, abs=1e-6)


def test_a_run_is_found_however_the_sound_is_cut():
    samples = np.zeros((2, 60), np.float32)
    samples[0, 20:30] = samples[1, 25:29] = 1.0
    for size in (1, 2, 3, 7, 60):
        finder = ClippingFinder()
        for start in range(0, 60, size):
            finder.add(samples[:, start : start + size])
        assert finder.share() == pytest.approx(14 / 120, abs=1e-6), size


@pytest.mark.parametrize("hertz", [50, 440, 5000])
def test_a_tone_at_full_scale_is_whole(hertz):
    t = np.arange(48_000) / 48_000
    whole = np.rint(np.sin(2 * np.pi * hertz * t) * 32_767) / 32_768
    finder = ClippingFinder()
    finder.add(whole[np.newaxis].astype(np.float32))
    assert finder.share() < 1e-4 or hertz == 50  # a 50 Hz tone is flat at 16 bits


# ---- one side ---------------------------------------------------------------


@pytest.mark.parametrize("side", [0, 1])
def test_one_side_alone_is_heard_on_both_and_may_be_left(tmp_path, heard, speech, side):
    samples = speech(4, channels=2)
    samples[1 - side] = 1e-4 * samples[side]
    file = file_at(wave(tmp_path / "a.wav", samples, 48_000, 24))
    loudness = inspect_recording(tmp_path, file, 2).loudness

    def cleaned(sides: bool | None) -> CleanRecording:
        settings = CleanSettings(sides=sides)
        return clean_recording(tmp_path, Recording(file, "s"), loudness, 2, settings)

    left = cleaned(False)
    treatment = left.treatments[-1]
    assert (treatment.kind, treatment.is_applied) == ("sides", False)
    assert treatment.level == pytest.approx(-80, abs=1)
    clean = cleaned(None)
    assert clean.treatments[-1].is_applied
    assert clean.treatments[-1].detail.startswith(("right", "left")[side])
    sound = heard(clean.recording.file.path)
    assert np.array_equal(sound[0], sound[1])
    assert clean.loudness.integrated - loudness.integrated == pytest.approx(3.0, abs=0.2)


def test_a_voice_that_leans_to_a_side_stays_there(tmp_path, speech):
    samples = speech(4, channels=2)
    samples[1] *= 0.02  # 34 dB
    file = file_at(wave(tmp_path / "a.wav", samples, 48_000, 24))
    loudness = inspect_recording(tmp_path, file, 2).loudness
    clean = clean_recording(tmp_path, Recording(file, "s"), loudness, 2, CleanSettings())
    assert not clean.treatments[-1].is_applied
