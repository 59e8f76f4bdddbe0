"""A click stands alone: found, and drawn anew; a plosive and a drum are none."""

import numpy as np

from izdat.master.clean import findings
from izdat.master.clean.mend import mended

RATE = 48_000


def with_clicks(clean, count, seed=0):
    random = np.random.default_rng(seed)
    places = np.linspace(0.3, len(clean) / RATE - 0.3, count) + random.uniform(-0.05, 0.05, count)
    dirty = clean.copy()
    for place in (places * RATE).astype(int):
        length = random.integers(1, 30)
        click = np.exp(-np.arange(length) / max(1, length / 3)) * random.choice([-1, 1])
        dirty[place : place + length] += random.uniform(0.2, 1) * np.abs(clean).max() * click
    return dirty, (places * RATE).astype(int)


def test_nearly_all_clicks_are_found_and_mended(voice, si_sdr, blocks, whole):
    # Without the s sounds, which are white here as they never are: a click drowns in them.
    clean = voice(12, RATE, hiss=0)
    dirty, places = with_clicks(clean, 20)
    clicks = findings(blocks(dirty), RATE, 1).clicks
    hit = [any(c.start <= place < c.start + c.length for c in clicks) for place in places]
    assert sum(hit) >= 18
    assert len(clicks) <= sum(hit) + 1
    out = whole(mended(blocks(dirty), RATE, clicks))[0]
    assert si_sdr(out, clean) > si_sdr(dirty, clean) + 6
    outside = np.ones(len(clean), bool)
    for click in clicks:
        outside[click.start : click.start + click.length] = False
    assert np.array_equal(out[outside], dirty[outside])


def test_a_click_in_one_channel_is_mended_there_only(voice, blocks, whole):
    clean = voice(6, RATE)
    dirty, _ = with_clicks(clean, 6)
    sound = np.stack([clean, dirty])
    clicks = findings(blocks(sound), RATE, 2).clicks
    assert {click.channel for click in clicks} == {1}
    assert np.array_equal(whole(mended(blocks(sound), RATE, clicks))[0], clean)


def test_bursts_and_drums_are_no_clicks(voice, blocks):
    random = np.random.default_rng(3)
    sound = voice(10, RATE)
    for n in range(18):
        at = round((0.4 + n / 2) * RATE)
        length = round(random.uniform(0.01, 0.06) * RATE)
        burst = random.standard_normal(length) * np.exp(-np.arange(length) / length * 3)
        sound[at : at + length] += (0.15 * burst).astype(np.float32)
    assert findings(blocks(sound), RATE, 1).clicks == ()
