"""Segments, intro, outro and sting → everything that is heard, in order."""

from dataclasses import dataclass, replace

from izdat.model.mastering import Part


@dataclass(frozen=True, slots=True)
class Frame:
    """What is heard before, between and after the segments."""

    intro: Part | None = None
    sting: Part | None = None
    outro: Part | None = None
    crossfade: float = 0.0  # seconds in which intro and outro overlap what they frame


def arrange(segments: tuple[Part, ...], frame: Frame) -> tuple[Part, ...]:
    """Return the parts of an episode. What a segment says of the join before it wins."""
    parts = [] if frame.intro is None else [frame.intro]
    for number, segment in enumerate(segments):
        is_free = segment.pause is None and not segment.crossfade
        if number and is_free and frame.sting is not None:
            parts += [replace(frame.sting, pause=0.0), replace(segment, pause=0.0)]
        elif number == 0 and is_free and frame.intro is not None:
            parts.append(replace(segment, crossfade=frame.crossfade))
        else:
            parts.append(segment)
    if frame.outro is not None:
        parts.append(replace(frame.outro, crossfade=frame.crossfade))
    return tuple(parts)
