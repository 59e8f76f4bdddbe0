"""What is silent is found beside the voice, and no word ever stands in it."""

import numpy as np
import pytest

from izdat.master.silence import find_silences, heard_pieces
from izdat.model.mastering import Silences, Span

RATE = 48_000


@pytest.fixture
def spoken(part, tmp_path):
    """Find the silences of noise with a voice in it at the seconds that are given."""

    def found(*voices, noise=-75.0, words=(), seconds=6.0, whisper=None):
        random = np.random.default_rng(3)
        sound = random.standard_normal((1, round(seconds * RATE))) * 10 ** (noise / 20)
        for start, end in voices:
            at = slice(round(start * RATE), round(end * RATE))
            sound[:, at] += 0.1 * random.standard_normal((1, at.stop - at.start))
        if whisper:
            at = slice(round(whisper[0] * RATE), round(whisper[1] * RATE))
            sound[:, at] += 0.0005 * random.standard_normal((1, at.stop - at.start))
        made = part("pier", sound.astype(np.float32))
        return find_silences(tmp_path, made.recording, 2, words)

    return found


def seconds(silences):
    return [(span.start / RATE, span.end / RATE) for span in silences.spans]


def test_silences_stand_between_what_is_heard(spoken) -> None:
    found = spoken((1.0, 2.0), (2.2, 3.0), (4.5, 5.5))
    assert found.length == 6 * RATE
    assert seconds(found) == [(0, 1), (3, 4.5), (5.5, 6)]


def test_a_word_that_is_too_quiet_to_be_found_is_guarded_by_its_time(spoken) -> None:
    voices = ((1.0, 3.0), (5.0, 5.5))
    alone = spoken(*voices, whisper=(3.8, 4.2))
    assert (3, 5) in seconds(alone)
    guarded = spoken(*voices, whisper=(3.8, 4.2), words=((3.8, 4.2),))
    for start, end in seconds(guarded):
        assert end <= 3.8 - 0.1 or start >= 4.2 + 0.1
    assert len(guarded.spans) == 4


def test_noise_as_loud_as_a_voice_has_no_silence(spoken) -> None:
    assert spoken((1.0, 5.0), noise=-32.0).spans == ()


def test_ends_are_trimmed_with_a_margin() -> None:
    silences = Silences(480_000, (Span(0, 96_000), Span(200_000, 300_000), Span(400_000, 480_000)))
    assert heard_pieces(silences, trim=True) == (Span(96_000 - 9_600, 400_000 + 14_400),)
    assert heard_pieces(silences, trim=False) == ()


def test_nothing_is_trimmed_where_all_is_silent_or_nothing_is() -> None:
    assert heard_pieces(Silences(9000, (Span(0, 9000),)), trim=True) == ()
    assert heard_pieces(Silences(9000, ()), trim=True) == ()
    assert heard_pieces(Silences(48_000, (Span(0, 9_000),)), trim=True) == ()
