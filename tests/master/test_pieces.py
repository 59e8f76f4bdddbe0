"""A programme can be heard from any sample on, and only what changed is heard again."""

from dataclasses import replace
from time import sleep

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izdat.master import assemble, pieces
from izdat.master.loudness import loudness
from izdat.master.pieces import BEFORE, PIECE, Pieces, limiting_under, loudness_under
from izdat.master.rendering import Renderer
from izdat.model.mastering import Span
from izdat.model.programme import Setting
from izdat.model.show import SoundSettings
from izdat.run import Kept
from izdat.run.kept import keeping
from izdat.run.store import Store

RATE = 48_000
SOUND = SoundSettings()


@pytest.fixture(scope="module")
def parts(part, speech, sine):
    """Two minutes with all that a mix sheet may say."""
    music = 0.5 * np.random.default_rng(3).standard_normal((2, 7 * RATE + 11)).astype(np.float32)
    under = part("bed", speech(40, seed=3, channels=2), music=music)
    return (
        part("", sine(3, hz=300)),
        replace(part("a", speech(31, db=-8)), course=((0.0, 0.0), (9.0, 3.0), (20.0, -2.0))),
        replace(under, crossfade=2.0, bed_course=((5.0, 0.0), (6.0, 8.0), (30.0, 0.0))),
        replace(
            part("c", speech(30, seed=4), 44_100), pieces=(Span(0, 9_000), Span(50_000, 999_999))
        ),
        replace(part("d", speech(38.123, db=-3, seed=5)), pause=0.25),
    )


@pytest.fixture(scope="module")
def programme(tmp_path_factory, parts):
    return assemble(tmp_path_factory.mktemp("nothing"), parts, SOUND)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(-2, 129), st.integers(0, RATE - 1), st.integers(1, 3 * RATE))
def test_any_stretch_is_that_of_the_whole(programme, second, beside, length):
    # In one large range Hypothesis hardly leaves the neighbourhood of zero.
    start, whole = second * RATE + beside, _whole(programme)
    made = _renderer(programme).stretch(start, start + length)
    padded = np.pad(whole, ((0, 0), (BEFORE, 8 * RATE)))
    expected = padded[:, BEFORE + start : BEFORE + start + length]
    assert made[:, : expected.shape[1]] == pytest.approx(expected, abs=1e-6)
    assert not made[:, max(whole.shape[1] - start, 0) :].any()


def _whole(programme, known={}):  # noqa: B006 - kept from example to example
    key = id(programme)
    if key not in known:
        known[key] = Renderer(programme.score).stretch(0, programme.score.length)
    return known[key]


def _renderer(programme, known={}):  # noqa: B006 - one that has been everywhere
    return known.setdefault(id(programme), Renderer(programme.score))


def test_pieces_are_measured_as_the_whole_is(programme, heard):
    own = Pieces(programme.score)
    assert own.count == 5
    for setting in (programme.setting, Setting(4.0, -3.0), Setting(-20.0, -1.0)):
        facts = [own.under(number, setting) for number in range(own.count)]
        told = loudness_under(facts)
        sound = np.concatenate(list(own.stream(setting)), axis=1)
        assert sound.shape[1] == programme.score.length
        measured = loudness(sound, RATE)
        assert told.integrated == pytest.approx(measured.integrated, abs=1e-4)
        assert told.range == pytest.approx(measured.range, abs=1e-3)
        assert told.true_peak == pytest.approx(measured.true_peak, abs=1e-3)


@pytest.mark.parametrize("processors", [1, 2, 4])
def test_pieces_heard_side_by_side_are_those_heard_alone(programme, monkeypatch, processors):
    monkeypatch.setattr(pieces, "processors", lambda: processors)
    own = Pieces(programme.score)
    assert Pieces(programme.score).heard() == [own.facts(number) for number in range(own.count)]
    setting = Setting(6.0, -9.0)
    expected = [own.under(number, setting) for number in range(own.count)]
    assert Pieces(programme.score).heard(setting) == expected


def test_nothing_more_is_heard_when_a_piece_cannot_be(programme, monkeypatch):
    monkeypatch.setattr(pieces, "processors", lambda: 2)
    begun = []

    def broken(self, number):
        begun.append(number)
        if number == 0:
            raise OSError("the disk has gone")
        sleep(0.05)
        return programme

    monkeypatch.setattr(Pieces, "facts", broken)
    with pytest.raises(OSError, match="the disk"):
        Pieces(programme.score).heard()
    assert 4 not in begun  # of two in the other thread at most the first was begun


def test_a_join_of_two_pieces_is_no_join(programme):
    own = Pieces(programme.score)
    setting = Setting(6.0, -9.0)  # the limiter is at work all the time
    one, two = own.sound(0, setting, behind=1000), own.sound(1, setting, before=1000)
    assert one[:, PIECE - 1000 :] == pytest.approx(two[:, :2000], abs=1e-6)


def test_a_limiter_that_worked_before_a_piece_still_works_in_it(tmp_path, part, sine):
    sound = sine(60, db=-20)
    sound[0, PIECE - 480 : PIECE - 470] = 1.0
    own = Pieces(assemble(tmp_path, (replace(part("a", sound), is_kept=True),), SOUND).score)
    setting = Setting(0.0, -10.0)
    one, two = own.sound(0, setting, behind=1000), own.sound(1, setting, before=1000)
    assert one[:, PIECE - 1000 :] == pytest.approx(two[:, :2000], abs=1e-6)
    untouched = own.sound(1, Setting(0.0, 3.0))
    assert np.abs(two[:, 1000:1100]).max() < 0.8 * np.abs(untouched[:, :100]).max()
    assert own.under(1, setting).least < 0.8


def test_the_limiter_tells_what_it_did_and_when(tmp_path, part):
    sound = np.full((1, 40 * RATE), 0.1, np.float32)
    sound[0, 24_000:28_800] *= 8  # a tenth of a second
    sound[0, 71 * RATE // 2 :][:480] *= 4
    own = replace(part("a", sound), is_kept=True)
    score = assemble(tmp_path, (own,), SOUND).score
    both = Pieces(score)
    facts = [both.under(number, Setting(0.0, -10.0)) for number in range(2)]
    done = limiting_under(facts, score.length)
    assert done.most == pytest.approx(8.1, abs=1.5)  # the edge overshoots between the samples
    assert 0.002 < done.share < 0.03
    assert [second for second, _ in done.seconds] == [0, 35]
    assert done.seconds[0][1] == done.most
    quiet = limiting_under(
        [both.under(number, Setting(0.0, 3.0)) for number in range(2)], score.length
    )
    assert (quiet.most, quiet.share, quiet.seconds) == (0, 0, ())


# ---- kept -------------------------------------------------------------------


@pytest.fixture
def heard_anew(tmp_path, monkeypatch):
    """Assemble with a store; return the programme, and the pieces that had to be rendered."""
    rendered = []
    around = Pieces._around

    def watched(self, number):
        rendered.append(number)
        return around(self, number)

    monkeypatch.setattr(Pieces, "_around", watched)

    def made(parts, sound=SOUND):
        rendered.clear()
        with keeping(Kept(Store(tmp_path / "store"))):
            programme = assemble(tmp_path, parts, sound)
        return programme, sorted(set(rendered))

    return made


def test_only_what_changed_is_heard_again(heard_anew, parts, part, speech):
    first, rendered = heard_anew(parts)
    assert rendered == [0, 1, 2, 3, 4]
    assert heard_anew(parts) == (first, [])
    edited = speech(38.123, db=-3, seed=5)
    edited[:, 12 * RATE : 13 * RATE] *= 0.99
    last = replace(parts[-1], recording=part("d", edited).recording)
    changed, rendered = heard_anew((*parts[:-1], last))
    assert rendered == [3, 4]  # those in which that part is heard
    assert changed.setting == first.setting
    assert heard_anew(parts) == (first, [])


def test_a_new_target_moves_one_gain_and_a_limiter_where_it_works(heard_anew, parts):
    quiet = [replace(each, gain=-20.0) for each in parts[:-1]]
    heard_anew((*quiet, parts[-1]))
    lower, rendered = heard_anew(
        (*quiet, parts[-1]), replace(SOUND, loudness=-16.0, true_peak=-2.0)
    )
    assert lower.loudness.true_peak <= -2.0
    assert rendered
    assert set(rendered) <= {3, 4}


def test_what_is_kept_unsound_is_made_anew(heard_anew, parts, tmp_path):
    first, _ = heard_anew(parts)
    values = sorted((tmp_path / "store").rglob("value"))
    values[0].write_bytes(values[0].read_bytes()[:-1])
    again, rendered = heard_anew(parts)
    assert again == first
    assert len(rendered) == 1


def test_a_key_tells_all_that_is_heard(parts, tmp_path):
    score = assemble(tmp_path, parts, SOUND).score
    own = Pieces(score)
    assert len({own.key(number) for number in range(own.count)}) == own.count
    assert own.key(0) != own.key(0, Setting(0.0, -1.0))
    for other in (
        replace(score, channels=1),
        replace(score, gains=(0.5, *score.gains[1:])),
        replace(score, parts=(replace(parts[0], is_kept=True), *parts[1:])),
        replace(score, parts=(replace(parts[0], course=((0.0, 1.0),)), *parts[1:])),
    ):
        assert Pieces(other).key(0) != own.key(0)
    renamed = replace(score, parts=(replace(parts[0], segment="x"), *parts[1:]))
    assert Pieces(renamed).key(0) == own.key(0)


def test_the_longest_that_is_asked_for_around_a_piece_is_rendered():
    assert pieces.BEHIND >= 1152 + RATE // 200 + 24  # a frame, the look-ahead, and the filter
    assert pieces.PIECE % 1152 == pieces.PIECE % pieces.EACH == pieces.BEFORE % pieces.EACH == 0
