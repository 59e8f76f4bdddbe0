"""A voice or name to be protected must not be heard in a recording as it came in."""

from izdat.model.content import Paragraph, Segment, Verse, Withheld
from izdat.model.episode import Edition, Episode
from izdat.model.place import Place
from izdat.read.notes import Notes
from izdat.read.walk import all_blocks, all_inlines


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
    edition: Edition, audio: dict[str, Place], *, whole: Place | None, notes: Notes
) -> None:
    """Note each recording that holds a disguised voice or a withheld name, and is not treated.

    ``audio`` is where a segment names its recording; ``whole`` where the episode names one
    for all of it, if it does.
    """
    disguised = {voice.id for voice in edition.voices if voice.disguise}
    for segment in edition.segments:
        provenance = segment.provenance
        if provenance.protected or not (provenance.is_recorded or whole):
            continue
        who = _at_risk(segment, disguised)
        if who:
            place = audio.get(segment.id, segment.place) if provenance.is_recorded else whole
            key = "tracks" if provenance.tracks else "audio"
            notes.error(
                "unprotected-recording",
                place or segment.place,
                f"this recording would be published as it is, with {who} in segment {segment.id}",
                f"leave {key}: out, and a machine voice speaks the text; or treat the recording "
                "and say who did, in the segment's source: protected: …",
            )


def _at_risk(segment: Segment, disguised: set[str]) -> str:
    for block in all_blocks(segment.blocks):
        if isinstance(block, Paragraph | Verse) and block.voice in disguised:
            return f"the voice of {block.voice}"
    provenance = segment.provenance
    # A microphone of somebody's own, whether or not a paragraph is; and the others hear it, too.
    if track := next((one for one in provenance.tracks if one.voice in disguised), None):
        return f"the voice of {track.voice}"
    speakers = (provenance.read_by,) if provenance.read_by else provenance.by
    if speaker := next((voice for voice in speakers if voice in disguised), ""):
        return f"the voice of {speaker}"
    if any(isinstance(inline, Withheld) for inline in all_inlines(segment.blocks)):
        return "a name that is withheld"
    return ""
