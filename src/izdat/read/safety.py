"""A voice or name to be protected must not be heard in a recording as it came in."""

from collections.abc import Iterator
from dataclasses import replace

from izdat.model.content import Paragraph, Segment, Verse, Withheld
from izdat.model.episode import Edition, Episode
from izdat.model.place import Place
from izdat.model.show import SPEAK
from izdat.read.notes import Notes
from izdat.read.walk import all_blocks, all_inlines

_BY_HAND = "treat the recording and say who did, in the segment's source: protected: …"


def withholds(episode: Episode) -> bool:
    """Say whether a name is withheld in ``episode``, or a voice disguised."""
    return any(
        any(voice.disguise for voice in edition.voices)
        or any(
            isinstance(inline, Withheld)
            for segment in edition.segments
            for inline in all_inlines(segment.blocks)
        )
        for edition in episode.editions
    )


def check_recordings(
    edition: Edition, audio: dict[str, Place], *, whole: Place | None, disguise: str, notes: Notes
) -> None:
    """Note each recording with somebody to protect that will not be treated.

    ``audio`` is where a segment names its recording; ``whole`` where the episode names one
    for all of it, if it does; ``disguise`` is what the show does with voices.
    A name that is withheld is covered; a disguised voice is what the show says. Of several
    microphones none is treated, and a file that is heard twice must be treated both times.
    """
    treated = {name for segment in edition.segments if _is_treated(edition, segment)
               for name in _files(segment)}  # fmt: skip
    for segment in edition.segments:
        provenance = segment.provenance
        if provenance.protected or not (provenance.is_recorded or whole):
            continue
        place = audio.get(segment.id, segment.place) if provenance.is_recorded else whole
        who, hint = _at_risk(edition, segment, disguise)
        if not who and not _is_treated(edition, segment) and treated & {*_files(segment)}:
            who = "somebody who is protected where it is heard in another segment, but not"
            hint = f"mark there what is marked in the other; or {_BY_HAND}"
        if who:
            notes.error(
                "unprotected-recording",
                place or segment.place,
                f"this recording would be published as it is, with {who} in segment {segment.id}",
                hint,
            )


def _at_risk(edition: Edition, segment: Segment, disguise: str) -> tuple[str, str]:
    """Return whom nobody will protect, and what to type instead; "" is nobody."""
    tracks = bool(segment.provenance.tracks)
    key = "tracks" if tracks else "audio"
    voice = disguised_voice(edition, segment)
    if voice and (not disguise or (tracks and disguise != SPEAK)):
        hint = (
            f"leave {key}: out, and a machine voice speaks the text, as with "
            f"disguise: {{voices: speak}} in show.yaml; or {_BY_HAND}"
        )
        return f"the voice of {voice}", hint
    if tracks and not voice and next(withheld_in(segment), None):
        hint = f"mix them to one file, and name it: audio: …; or {_BY_HAND}"
        return "a name that is withheld", hint
    return "", ""


def _is_treated(edition: Edition, segment: Segment) -> bool:
    if segment.provenance.protected:
        return False
    return bool(disguised_voice(edition, segment)) or next(withheld_in(segment), None) is not None


def _files(segment: Segment) -> Iterator[str]:
    provenance = segment.provenance
    yield from filter(None, (provenance.audio, provenance.music))
    yield from (track.audio for track in provenance.tracks)


def withheld_in(segment: Segment) -> Iterator[Withheld]:
    """Yield every stand-in of a segment."""
    for inline in all_inlines(segment.blocks):
        if isinstance(inline, Withheld):
            yield inline


def disguised_voice(edition: Edition, segment: Segment) -> str:
    """Return the first voice that is heard in a segment and must be disguised; "" is none."""
    disguised = {voice.id for voice in edition.voices if voice.disguise}
    if not disguised:
        return ""
    for block in all_blocks(segment.blocks):
        if isinstance(block, Paragraph | Verse) and block.voice in disguised:
            return block.voice
    provenance = segment.provenance
    # A microphone of somebody's own, whether or not a paragraph is; and the others hear it, too.
    if track := next((one for one in provenance.tracks if one.voice in disguised), None):
        return track.voice
    speakers = (provenance.read_by,) if provenance.read_by else provenance.by
    return next((voice for voice in speakers if voice in disguised), "")


def revoiced(edition: Edition) -> Edition:
    """Return an edition without the recordings that hold a disguised voice: a machine reads."""

    def of(segment: Segment) -> Segment:
        source = segment.provenance
        if source.protected or not source.is_recorded or not disguised_voice(edition, segment):
            return segment
        return replace(segment, provenance=replace(source, audio="", tracks=()))

    return replace(edition, segments=tuple(map(of, edition.segments)))


def whole_if_unspoken(episode: Episode) -> str:
    """Return the name of an episode's one recording; "" where a machine has to read instead."""
    edition = episode.original
    at_risk = any(
        disguised_voice(edition, segment) and not segment.provenance.protected
        for segment in edition.segments
    )
    return "" if at_risk else episode.audio
