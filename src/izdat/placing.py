"""What is known of a recording, by its own time → the same by the episode's."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from izdat.model.mastering import Course, Turn
from izdat.model.report import Cut
from izdat.model.time import Stretch, Timeline

LEAST_CUT = 0.05  # seconds: less is how two decoders count


def placed_turn(turn: Turn, segment: str, timeline: Timeline) -> Turn:
    """Return ``turn`` in the episode's time; one that was cut out has no length."""
    start = timeline.to_episode(segment, turn.start)
    end = timeline.to_episode(segment, turn.end)
    return Turn(turn.speaker, start or 0.0, end or 0.0)


def placed_course(course: Course, stretches: Sequence[Stretch], by: float) -> Course:
    """Return ``course``, turned up ``by`` dB, as it is heard in the stretches of a recording.

    Each stretch has a point at its beginning and its end; without a course all of it is ``by``.
    """
    points: list[tuple[float, float]] = []
    for s in stretches:
        end = s.recording_start + s.duration
        inner = [point for point in course if s.recording_start < point[0] < end]
        first, last = ((at, gain_at(course, at)) for at in (s.recording_start, end))
        for at, gain in (first, *inner, last):
            when = s.episode_start + at - s.recording_start
            points.append((round(when, 3), round(by + gain, 2)))
    return tuple(points)


def gain_at(course: Course, at: float) -> float:
    """Return the gain in dB at a time: straight lines, and the ends' gain beyond them."""
    if not course:
        return 0.0
    if at < course[0][0]:
        return course[0][1]
    if at >= course[-1][0]:
        return course[-1][1]
    behind = bisect_right(course, at, key=itemgetter(0))
    (start, before), (end, after) = course[behind - 1 : behind + 1]
    return before + (after - before) * (at - start) / (end - start)


def cuts(stretches: Sequence[Stretch], duration: float) -> Iterator[Cut]:
    """Yield what of a recording of ``duration`` seconds none of its stretches holds."""
    heard = episode = 0.0
    for s in stretches:
        if s.recording_start - heard >= LEAST_CUT:
            length = round(s.recording_start - heard, 3)
            yield Cut(s.episode_start, length, is_inside=heard > 0)
        heard = s.recording_start + s.duration
        episode = s.episode_start + s.duration
    if duration - heard >= LEAST_CUT:
        yield Cut(episode, round(duration - heard, 3))
