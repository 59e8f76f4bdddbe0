"""What is covered is gone, whatever it was."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from izdat.disguise.cover import Cover, covered, level_beside, spans_in_samples

RATE = 8_000
SPANS = ((0.5, 0.75), (0.7, 0.9), (1.999, 2.5))


def sound(seed: int, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, (channels, 2 * RATE)).astype(np.float32)


def blocks(samples: np.ndarray, size: int) -> list[np.ndarray]:
    return [samples[:, at : at + size] for at in range(0, samples.shape[1], size)]


def treated(samples: np.ndarray, kind: str, size: int = 1000) -> np.ndarray:
    spans = spans_in_samples(SPANS, RATE)
    level = level_beside(blocks(samples, size), spans, RATE)
    cover = Cover(spans, RATE, kind, level)
    return np.concatenate(list(covered(blocks(samples, size), cover)), axis=1)


@given(st.sampled_from(["tone", "noise", "silence", "cut"]), st.integers(1, 40_000))
def test_what_is_covered_leaves_no_trace(kind: str, size: int) -> None:
    one = sound(0)
    other = one.copy()
    spans = spans_in_samples(SPANS, RATE)
    for first, last in spans:
        # Another name, a louder one, and what is no number at all.
        other[:, first:last] = 3 * sound(1)[:, first:last][:, ::-1]
        other[:, first] = np.nan
    assert np.array_equal(treated(one, kind, size), treated(other, kind, size))


def test_a_tone_is_heard_and_silence_is_none() -> None:
    inside = slice(round(0.52 * RATE), round(0.88 * RATE))
    assert not treated(sound(0), "silence")[:, inside].any()
    for kind in ("tone", "noise"):
        level = treated(sound(0), kind)[:, inside].std()
        assert 0.5 * 0.035 < level < 2 * 0.035


def test_what_is_far_from_a_cover_is_as_it_was() -> None:
    assert np.array_equal(treated(sound(0), "tone")[:, :3900], sound(0)[:, :3900])


def test_spans_are_rounded_outwards_and_joined() -> None:
    assert spans_in_samples(((1.00004, 1.5), (0.2, 0.4), (0.3, 0.31)), 10_000) == (
        (2000, 4000), (10_000, 15_000),
    )  # fmt: skip
