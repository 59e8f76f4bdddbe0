"""The mix sheet: how a segment sounds among the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mix:
    """What a segment's ``source`` block says of its sound."""

    gain: float = 0.0  # dB beside the other segments, -20 to 20
    trim: str = ""  # "silence": that before and after what is heard is cut off
    silences: float | None = None  # seconds of silence that stay at most; None: all of them
    duck: bool = True  # its music rises in the voice's pauses
    gate: bool = True  # a track is turned down where another's speaker is heard
    keep: bool = False  # nothing is done to the recording but the programme's one gain
    pause: float | None = None  # seconds before it; None: the show's
    crossfade: float = 0.0  # seconds in which what is heard before goes over into it
