"""The benchmark of a whole episode speaks what it says, where it says."""

from itertools import pairwise

import numpy as np
import pytest

from izdat.align.bootstrap import VOICES
from izdat.align.step import RATE, samples_of
from izdat.engines import phonetic_engine
from quality_episode import LONG, MOMENTS, moments
from spoken_episode import WHOLE, imported, record, voices, words_of

PAGE = """The water rose and nobody came.

We waited on the roof.

# A call

Bring rope, bring boats.

# An interview

ANA: How many people did you take across the river?

BORIS: About three hundred of them, I think.

ANA: Did you sleep?

BORIS: Nobody slept in those nights.
"""


@pytest.mark.parametrize("is_whole", [True, False])
def test_words_are_where_the_engine_says_and_music_is_around_them(tmp_path, is_whole):
    (tmp_path / "page.txt").write_text(PAGE)
    edition = imported(tmp_path / "show", tmp_path / "page.txt")
    told = record(tmp_path / "show", edition, is_whole=is_whole)
    assert (WHOLE in told) is is_whole
    assert len(told) == (1 if is_whole else len(edition.segments))
    folder = tmp_path / "show" / "episodes" / "083"
    for key, each in told.items():
        name = f"{key or '083'}.flac"
        assert f"audio: {name}\n" in (folder / "episode.md").read_text()
        samples = samples_of(folder / name)
        assert len(samples) / RATE == pytest.approx(each.seconds, abs=0.01)
        assert len(each.gold) == len(each.voices) == len(words_of(each.segments)) > 0
        edges = [0.0, *(time for span in each.gold for time in span), each.seconds]
        assert edges == sorted(edges)
        assert edges[1] > 6
        assert edges[-1] - edges[-2] > 6
        loud = [np.abs(samples[round(a * RATE) : round(b * RATE)]).max() for a, b in each.gold]
        assert min(loud) > 0.02
        # Between two paragraphs is a pause, where nothing but the room is heard.
        pauses = [(a, b) for (_, a), (b, _) in pairwise(each.gold) if 0.4 < b - a < 1.2]
        for a, b in pauses:
            assert np.abs(samples[round((a + 0.2) * RATE) : round((b - 0.02) * RATE)]).max() < 0.02
    assert (
        sum(len(each.gold) for each in told.values()) == len(PAGE.split()) - 10
    )  # signs, titles, names
    spoken = {voice for each in told.values() for voice in each.voices}
    learned = {v.partition("+")[2] for v in phonetic_engine("espeak").voices("en")[:VOICES]}
    assert len(spoken) >= 4
    assert not learned & {voice.partition("+")[2] for voice in spoken | set(voices("en"))}


def test_ten_moments_lie_in_long_words_all_over_the_sound():
    gold = [(n, n + (0.1 if n % 3 else LONG)) for n in range(300)]
    chosen = moments(gold)
    assert len(chosen) == len(set(chosen)) == MOMENTS
    assert all(n % 3 == 0 for n in chosen)
    assert (chosen[0] < 30, chosen[-1] > 270) == (True, True)
