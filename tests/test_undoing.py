"""Each deed of mastering has the line that undoes it."""

from dataclasses import replace

from izdat import undoing
from izdat.model.mastering import MixedTrack, TrackLevel, Treatment
from izdat.model.mix import Mix
from izdat.model.report import SHOW, SOURCE, Cut
from izdat.model.sound import Limiting, Loudness

LIMITING = Limiting(3.2, 0.1, ((4, 1.5), (5, 3.2), (20, 2.0)))


def test_only_what_was_cleaned_is_told():
    hum = Treatment("hum", True, -28.31, "50.00 Hz × 3")
    noise = Treatment("noise", False, -60.0, "-12 dB at most")
    (deed,) = undoing.cleaned((hum, noise), 7.5)
    assert deed.what == "hum -28.3 dB beside the voice, 50.00 Hz × 3"
    assert (deed.at, deed.undo, deed.where) == (7.5, "sound: {clean: {hum: false}}", SHOW)


def test_a_course_is_told_by_how_far_it_goes():
    assert undoing.levelled((), 0.0) == []
    (deed,) = undoing.levelled(((0.0, -1.25), (4.0, 6.0)), 3.0)
    assert deed.what == "the gain moves between -1.2 and +6.0 dB"
    assert deed.undo == "sound: {level: false}"


def test_music_that_rose_is_told_by_its_pauses():
    assert undoing.ducked(()) == []
    assert undoing.ducked(((3.0, 0.0), (60.0, 0.0))) == []  # it lies low throughout
    low, up = 0.0, 8.0
    course = (
        (3.0, up), (5.0, up), (6.0, low),  # risen as it begins
        (20.0, low), (21.0, up), (24.5, up), (25.5, low), (26.0, low), (27.0, up), (30.0, up),
    )  # fmt: skip
    (deed,) = undoing.ducked(course)
    assert deed.what == "its music rises by 8.0 dB in 3 pauses, for 12.5 s in all"
    assert (deed.kind, deed.at) == ("ducked", 3.0)
    assert deed.undoing == "write duck: false in its source block"
    (deed,) = undoing.ducked(course[2:6])
    assert (deed.what, deed.at) == ("its music rises by 8.0 dB in one pause, for 4.5 s in all", 20)


def test_a_cut_is_undone_by_taking_a_line_away():
    assert undoing.cut((), Mix()) == []
    (deed,) = undoing.cut((Cut(3.0, 1.5), Cut(60.0, 2.0)), Mix(trim="silence"))
    assert deed.what == "3.5 s of silence, in 2 places"
    assert (deed.at, deed.undo, deed.where, deed.is_there) == (3.0, "trim: silence", SOURCE, True)


def test_each_cut_is_undone_by_the_line_that_made_it():
    cuts = (Cut(3.0, 1.5), Cut(9.0, 4.0, is_inside=True), Cut(60.0, 2.0))
    ends, inside = undoing.cut(cuts, Mix(trim="silence", silences=0.5))
    assert (ends.what, ends.undo) == ("3.5 s of silence, in 2 places", "trim: silence")
    assert (inside.what, inside.undo) == ("4.0 s of silence, in one place", "silences: 0.5")
    ends, _ = undoing.cut(cuts, Mix(silences=0.5))
    assert ends.undo == "silences: 0.5"


def test_a_microphone_that_gave_way_is_told_and_each_of_several_cleaned():
    level = TrackLevel("mira", -20.0, -15.0, 0.31, is_heard=True)
    hum = Treatment("hum", True, -28.31, "50.00 Hz × 3")
    mira = MixedTrack("mira.wav", Loudness(-20.0, -3.0), (hum,), level)
    (deed,) = undoing.turned_down((mira, replace(mira, level=replace(level, closed=0.0))), 3.0)
    assert (deed.what, deed.undo) == ("mira.wav, in 31% of the time", "gate: false")
    (deed,) = undoing.cleaned(mira.treatments, 3.0, mira.name)
    assert deed.what == "mira.wav: hum -28.3 dB beside the voice, 50.00 Hz × 3"


def test_limiting_is_undone_by_a_lower_programme():
    (deed,) = undoing.limited(LIMITING, ((5.9, 10.0), (0.0, 5.0)), -16.0)
    assert deed.what == "by up to 3.2 dB, in 2 seconds"
    assert (deed.at, deed.undo, deed.where) == (4, "sound: {loudness: -20}", SHOW)
    (deed,) = undoing.limited(LIMITING, ((0.0, 10.0),), -34.0)
    assert deed.undo == "sound: {loudness: -36}"  # show.yaml takes no less


def test_what_is_limited_outside_of_all_segments_is_told_once():
    (deed,) = undoing.limited_between(LIMITING, ((0.0, 10.0),), -16.0)
    assert deed.what == "by up to 2.0 dB, in 1 second"
    assert deed.undo == "sound: {loudness: -18}"
    assert undoing.limited_between(LIMITING, ((0.0, 30.0),), -16.0) == []
    assert undoing.limited(LIMITING, ((6.0, 20.0),), -16.0) == []
