"""Outside decoders hear an MP3 made in chunks as it was meant: its length, its joins, its level."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from izdat.media import mp3_chunks
from izdat.media.decode import decode
from izdat.media.encode import encode_mp3

pytestmark = pytest.mark.judge

Decoded = Callable[[Path, int], NDArray[np.int16]]


def voice(count: int, rate: int, channels: int) -> NDArray[np.float32]:
    """A voice in noise: full scale ±1.0, shape (channels, count)."""
    t = np.arange(count) / rate
    buzz = np.tanh(6 * np.sin(2 * np.pi * 130 * t)) * np.abs(np.sin(2 * np.pi * 3.3 * t)) ** 3
    noise = np.random.default_rng(1).standard_normal((channels, count))
    return (0.2 * buzz + 0.003 * noise).astype(np.float32)


@pytest.mark.parametrize(
    ("rate", "channels", "kbps"),
    [(48000, 2, 128), (48000, 2, 320), (44100, 2, 128), (44100, 1, 64), (32000, 1, 32),
     (22050, 2, 64), (16000, 1, 24)],
)  # fmt: skip
def test_every_sample_is_heard_as_our_own_decoder_hears_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    decoded: Decoded,
    rate: int,
    channels: int,
    kbps: int,
) -> None:
    monkeypatch.setattr(mp3_chunks, "FRAMES", 60)
    sound = voice(7 * rate + 345, rate, channels)
    path = tmp_path / "a.mp3"
    encode_mp3(path, iter([sound]), rate, channels, kbps)
    heard = decoded(path, channels)
    assert heard.shape == (sound.shape[1], channels)
    ours = np.concatenate(list(decode(path, None, channels)), axis=1).T * 32768
    assert np.abs(heard - ours).max() <= 1.5


def test_chromium_hears_the_same(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chromium_decoded: Callable[..., list[NDArray[np.float32]]],
) -> None:
    monkeypatch.setattr(mp3_chunks, "FRAMES", 60)
    sound = voice(7 * 48_000 + 345, 48_000, 2)
    path = tmp_path / "long.mp3"
    encode_mp3(path, iter([sound]), 48_000, 2, 128)
    (long,) = chromium_decoded(48_000, path)
    ours = np.concatenate(list(decode(path, None, 2)), axis=1)
    assert long.shape == sound.shape
    assert np.abs(long - ours).max() < 2e-4
