"""The microphones of a conversation → one recording of it.

Each track is looked at and cleaned as a recording is; ``master.mix_tracks`` makes one of them all,
which then goes the way of any recording, but that it is cleaned and levelled already.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from izdat.faults import clipped, problem_of
from izdat.model.mastering import CleanRecording, Microphone, MixedTrack, TrackLevel
from izdat.model.place import Place
from izdat.model.problem import Problem, has_errors
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Recording, RecordingFault
from izdat.run import Run
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import master
else:
    master = lazy("izdat.master")

CHANNELS = 1  # one speaker stands in one place
UNEVEN = 0.1  # of the longest track: what another may lack before it is told
ENDS = 5.0  # seconds: recorders that are stopped one after another


@dataclass(frozen=True, slots=True)
class GivenTrack:
    """A speaker's recording that may be published, and where the text names it."""

    speaker: str
    name: str  # of the file, in the episode's folder
    recording: Recording
    place: Place


@dataclass(frozen=True, slots=True)
class Conversation:
    recording: Recording
    tracks: tuple[MixedTrack, ...]
    problems: tuple[Problem, ...] = ()  # warnings


def mixed_conversation(
    here: Run, sound: SoundSettings, given: tuple[GivenTrack, ...], *, is_gated: bool
) -> Conversation | tuple[Problem, ...]:
    """Return one recording of ``given``, or every reason why there is none."""
    problems: list[Problem] = []
    lengths: list[float] = []
    cleaned: list[tuple[Loudness, CleanRecording]] = []
    for track in given:
        own = here.on(track.name)
        facts = own(master.inspect_recording, track.recording.file, CHANNELS)
        if isinstance(facts, RecordingFault):
            problems.append(problem_of(facts, track.place, _whose(track)))
            continue
        problems += clipped(facts, track.place, _whose(track))
        lengths.append(facts.duration)
        clean = own(
            master.clean_recording, track.recording, facts.loudness, CHANNELS, sound.clean
        )  # fmt: skip
        cleaned.append((facts.loudness, clean))
    if has_errors(problems):
        return tuple(problems)
    microphones = tuple(
        Microphone(track.speaker, clean.recording)
        for track, (_, clean) in zip(given, cleaned, strict=True)
    )
    made = here(master.mix_tracks, microphones, is_gated, sound.level)
    tracks = tuple(
        MixedTrack(track.name, before, clean.treatments, level)
        for track, (before, clean), level in zip(given, cleaned, made.levels, strict=True)
    )
    problems += _uneven(given, lengths)
    for track, level in zip(given, made.levels, strict=True):
        problems += [] if level.is_heard else [_unheard(track)]
        problems += _apart(track, level)
    return Conversation(made.recording, tracks, tuple(problems))


def _whose(track: GivenTrack) -> str:
    return f"{track.name}, the track of {track.speaker} in segment {track.recording.segment}"


def _uneven(given: tuple[GivenTrack, ...], lengths: list[float]) -> list[Problem]:
    """Warn of tracks that end long before the longest: they may have begun at another moment."""
    longest = max(lengths)
    hint = "all begin at the same moment? if so, nothing is to be done"
    return [
        Problem(
            "tracks-uneven", track.place,
            f"{_whose(track)}: it lasts {length:.0f} s, the longest {longest:.0f} s",
            hint, "warning",
        )
        for track, length in zip(given, lengths, strict=True)
        if longest - length > max(ENDS, UNEVEN * longest)
    ]  # fmt: skip


def _unheard(track: GivenTrack) -> Problem:
    message = f"{_whose(track)}: {track.speaker} is never the one who is heard best in it"
    hint = "is it the right file? if nobody spoke into it, delete its line"
    return Problem("track-unheard", track.place, message, hint, "warning")


def _apart(track: GivenTrack, level: TrackLevel) -> list[Problem]:
    """Warn of a recorder that was started after the first, or runs at another speed."""
    found = []
    if level.late:
        message = f"{_whose(track)}: it begins {level.late:.2f} s after the first, and was moved"
        hint = "to be sure, cut all tracks in an editor so that they begin together"
        found.append(Problem("tracks-apart", track.place, message, hint, "warning"))
    if level.drift:
        message = f"{_whose(track)}: it drifts by {1000 * level.drift:+.0f} ms an hour"
        hint = "stretch it in an editor, or record all tracks with one device"
        found.append(Problem("tracks-drift", track.place, message, hint, "warning"))
    return found
