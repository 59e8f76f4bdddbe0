"""What is silent is found beside the voice, and no word ever stands in it."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izdat.master.assemble import assemble
from izdat.master.silence import cut_out, find_silences, heard_pieces
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import Silences, Span
from izdat.model.show import SoundSettings
from izdat.model.sound import Recording

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


# ---- shortened ------------------------------------------------------------------


def test_what_is_longer_is_shortened_and_what_is_shorter_stays() -> None:
    silences = Silences(480_000, (Span(96_000, 192_000), Span(240_000, 264_000)))
    cut = (Span(0, 96_000 + 28_800), Span(192_000 - 19_200, 480_000))
    assert heard_pieces(silences, trim=False, longest=1.0) == cut
    assert heard_pieces(silences, trim=False, longest=2.0) == ()
    assert heard_pieces(silences, trim=False, longest=1.95) == ()  # 50 ms: not worth a join
    ends = Silences(480_000, (Span(0, 96_000), Span(400_000, 480_000)))
    assert heard_pieces(ends, trim=False, longest=0.5) == (Span(72_000, 424_000),)
    assert heard_pieces(ends, trim=True, longest=0.5) == (Span(86_400, 414_400),)


spoken_spans = st.lists(st.floats(0.06, 1.6), min_size=3, max_size=9)


@given(spoken_spans, st.floats(0.3, 1.5), st.booleans(), st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_word_is_ever_cut(lengths, longest, trim, data) -> None:
    edges = np.cumsum(lengths).tolist()
    spans = list(pairwise(edges))
    words = spans[::2]
    whispered = data.draw(st.sets(st.sampled_from(range(len(words)))))
    sound = 1e-4 * np.random.default_rng(0).standard_normal((1, round((edges[-1] + 1) * RATE)))
    for number, (start, end) in enumerate(words):
        if number not in whispered:
            sound[:, round(start * RATE) : round(end * RATE)] *= 1000
    with TemporaryDirectory() as name:
        path = Path(name) / "a.flac"
        encode_flac(path, iter([sound.astype(np.float32)]), RATE, 1)
        recording = Recording(file_at(path), "a")
        silences = find_silences(Path(name), recording, 1, tuple(words))
    pieces = heard_pieces(silences, trim=trim, longest=longest) or (Span(0, silences.length),)
    for start, end in words:
        own = [p for p in pieces if p.start <= (start - 0.1) * RATE and p.end >= (end + 0.1) * RATE]
        assert own or (start < 0.1 and pieces[0].end >= end * RATE), (start, end)
    for a, b in pairwise(pieces):
        assert b.start - a.end >= RATE // 10
    for silence in silences.spans:
        heard = sum(max(0, min(p.end, silence.end) - max(p.start, silence.start)) for p in pieces)
        assert heard <= (max(longest, 0.3) + 0.1) * RATE


def test_a_shortened_silence_is_not_heard_in_the_sound(part, tmp_path, heard) -> None:
    random = np.random.default_rng(8)
    sound = random.standard_normal((1, 8 * RATE)).astype(np.float32) * np.float32(0.002)
    for start, end in ((0.5, 2.5), (5.5, 7.5)):
        sound[:, round(start * RATE) : round(end * RATE)] *= 100
    made = part("pier", sound)
    pieces = heard_pieces(
        find_silences(tmp_path, made.recording, 2, ()), trim=False, longest=0.8
    )  # fmt: skip
    whole = assemble(tmp_path, (replace(made, pieces=pieces),), SoundSettings())
    out = heard(whole)[0]
    assert len(out) == (8 - 2.2) * RATE
    assert whole.timeline.to_episode("pier", 5.5) == pytest.approx(3.3, abs=1e-6)
    # The second voice begins where the timeline says, and about the cut is nothing but noise.
    before, behind = (np.abs(out[round(at * RATE) :][:480]).max() for at in (3.28, 3.3))
    assert behind > 20 * before
    cut = round((2.5 + 0.48) * RATE)
    around = [out[cut + n * 240 : cut + (n + 1) * 240] for n in range(-20, 13)]
    levels = np.array([10 * np.log10(np.mean(each**2)) for each in around])
    steps = np.array([np.abs(np.diff(each)).max() for each in around])
    beside = np.r_[0:18, 22:33]
    spread = 3 * float(levels[beside].std())
    assert levels[18:22] == pytest.approx(np.median(levels[beside]), abs=spread)
    assert steps[18:22].max() < 1.3 * steps[beside].max()


def test_of_every_cut_as_much_stays_however_long_it_was():
    for length in (0.5, 3.0):
        pieces = cut_out((), 10 * RATE, ((2.0, 2.0 + length),))
        assert pieces == (
            Span(0, round(2.06 * RATE)), Span(round((2.0 + length - 0.06) * RATE), 10 * RATE),
        )  # fmt: skip


def test_a_cut_goes_through_pieces_and_over_their_edges():
    pieces = (Span(0, 2 * RATE), Span(3 * RATE, 9 * RATE))
    assert cut_out(pieces, 10 * RATE, ((1.44, 3.56), (5.94, 7.06), (8.9, 10.0))) == (
        Span(0, round(1.5 * RATE)), Span(round(3.5 * RATE), 6 * RATE),
        Span(7 * RATE, round(8.96 * RATE)),
    )  # fmt: skip


def test_what_is_too_short_is_not_cut():
    assert cut_out((), 480_000, ((2.0, 2.1),)) == ()
    assert cut_out((Span(0, 1000),), 480_000, ((2.0, 3.0),)) == (Span(0, 1000),)
