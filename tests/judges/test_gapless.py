"""A sound that was cut in two is heard from two files as from one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from izdat.media.encode import encode_m4a, encode_mp3

pytestmark = pytest.mark.judge

CUT, LENGTH = 50_123, 96_321  # samples; neither is whole frames of a codec
RATE = 48_000  # Hz


@dataclass(frozen=True, slots=True)
class Cut:
    """A sound of one channel, and its files."""

    sound: NDArray[np.float64]
    whole: Path
    parts: tuple[Path, Path]


def cut(folder: Path, codec: str) -> Cut:
    """Two tones that go on all the time."""
    t = np.arange(LENGTH) / RATE
    sound = 0.3 * np.sin(2 * np.pi * 220 * t) + 0.1 * np.sin(2 * np.pi * 1234 * t)
    paths = []
    for name, part in (("whole", sound), ("a", sound[:CUT]), ("b", sound[CUT:])):
        path, given = folder / f"{name}.{codec}", part[np.newaxis].astype(np.float32)
        if codec == "mp3":
            encode_mp3(path, iter([given]), RATE, 1, 128)
        else:
            encode_m4a(path, iter([given]), RATE, 1, 96, length=len(part))
        paths.append(path)
    whole, *parts = paths
    return Cut(sound, whole, (parts[0], parts[1]))


def assert_nothing_is_between(
    sound: NDArray[np.float64], one: NDArray[np.float64], two: NDArray[np.float64]
) -> None:
    """``one`` was heard from one file, ``two`` from two."""
    assert len(one) == len(two) == len(sound)
    near = slice(CUT - 3000, CUT + 3000)
    assert np.abs(np.diff(two[near])).max() <= np.abs(np.diff(one[near])).max() + 1e-3
    assert np.abs(two[near] - sound[near]).max() <= np.abs(one[near] - sound[near]).max() + 2e-3


@pytest.mark.parametrize(
    ("codec", "program"), [("mp3", "ffmpeg"), ("mp3", "mpg123"), ("m4a", "ffmpeg")]
)
def test_two_files_in_a_row_are_heard_as_one(
    tmp_path: Path,
    decoded_by: Callable[[str, Path, int], NDArray[np.int16]],
    codec: str,
    program: str,
) -> None:
    made = cut(tmp_path, codec)
    one, *two = (decoded_by(program, path, 1)[:, 0] / 32768 for path in (made.whole, *made.parts))
    assert_nothing_is_between(made.sound, one, np.concatenate(two))


def test_chromium_hears_two_files_in_a_row_as_one(
    tmp_path: Path, chromium_decoded: Callable[..., list[NDArray[np.float32]]]
) -> None:
    cuts = [cut(tmp_path, codec) for codec in ("mp3", "m4a")]
    paths = [path for made in cuts for path in (made.whole, *made.parts)]
    heard = [channels[0].astype(np.float64) for channels in chromium_decoded(RATE, *paths)]
    for made, (one, *two) in zip(cuts, (heard[:3], heard[3:]), strict=True):
        assert_nothing_is_between(made.sound, one, np.concatenate(two))
