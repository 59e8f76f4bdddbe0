"""The keys of a ``source`` block that say how its segment sounds."""

from izdat.model.mix import Mix
from izdat.read.fields import Fields, boolean, number, one_of
from izdat.read.tracks import EXAMPLE

TRIMS = ("silence",)
MOST_GAIN = 20.0  # dB, up or down
LONGEST_PAUSE = 30.0  # seconds
LONGEST_CROSSFADE = 15.0  # seconds; as much of a sound is held in memory

SHORTEST_SILENCE, LONGEST_SILENCE = 0.3, 10.0  # seconds; less is the space between two words

RECORDINGS = ("audio", "tracks")  # keys that name what is heard
ON_A_RECORDING = ("trim", "silences", "keep")  # keys that need one
NOT_KEPT = ("gain", "trim", "silences")  # keys that change what `keep` leaves


def read_mix(fields: Fields) -> Mix:
    """Return how a segment sounds; keys that make no sense together are noted."""
    get = fields.get
    mix = Mix(
        gain=get("gain", number(-MOST_GAIN, MOST_GAIN, "dB"), 0.0),
        trim=get("trim", one_of(*TRIMS), ""),
        silences=get("silences", number(SHORTEST_SILENCE, LONGEST_SILENCE, "seconds"), None),
        duck=get("duck", boolean, True),
        gate=get("gate", boolean, True),
        keep=get("keep", boolean, False),
        pause=get("pause", number(0, LONGEST_PAUSE, "seconds"), None),
        crossfade=get("crossfade", number(0, LONGEST_CROSSFADE, "seconds"), 0.0),
    )
    if not any(fields.has(key) for key in RECORDINGS):
        for key in filter(fields.has, ON_A_RECORDING):
            message = f"{key}: this segment has no recording"
            _conflict(fields, key, message, f"name it: audio: pier.flac, or delete {key}:")
    elif mix.keep:
        for key in filter(fields.has, NOT_KEPT):
            message = f"{key}: keep: true leaves the recording as it is"
            _conflict(fields, key, message, f"delete keep:, or {key}:")
    _check_tracks(fields, mix)
    if fields.has("duck") and not fields.has("music"):
        message = "duck: this segment has no music under it"
        _conflict(fields, "duck", message, "name it: music: bed.flac, or delete duck:")
    if mix.pause is not None and mix.crossfade:
        message = "pause: where one sound goes over into the next, there is none"
        _conflict(fields, "pause", message, "delete pause:, or crossfade:")
    return mix


def _check_tracks(fields: Fields, mix: Mix) -> None:
    if not fields.has("tracks"):
        if fields.has("gate"):
            hint = f"write tracks: {EXAMPLE}, or delete gate:"
            _conflict(fields, "gate", "gate: this segment has no tracks", hint)
        return
    if fields.has("audio"):
        message = "tracks: audio: names the recording already"
        _conflict(fields, "tracks", message, "delete tracks:, or audio:")
    if fields.has("sha256"):
        message = "sha256: several tracks have no one digest"
        _conflict(fields, "sha256", message, "delete sha256:")
    if mix.keep:
        message = "keep: tracks are mixed, and cannot stay as they are"
        _conflict(fields, "keep", message, "delete keep:; gate: false turns no track down")


def _conflict(fields: Fields, key: str, message: str, hint: str) -> None:
    fields.notes.error("mix-conflict", fields.place_of(key), message, hint)
