"""``voices:`` → the people who speak, in ``show.yaml`` and in an episode's front matter."""

from collections.abc import Sequence
from dataclasses import dataclass

from izdat.model.content import Claim, Event, Paragraph, Quoted, Segment, Verse
from izdat.model.episode import Voice
from izdat.model.place import Place
from izdat.read.fields import Fields, Reader, boolean, line, wrong_type
from izdat.read.notes import Notes
from izdat.read.values import language, url, voice_id
from izdat.read.walk import all_blocks, all_inlines
from izdat.read.yaml import Mapping, Node, Scalar


@dataclass(frozen=True, slots=True)
class VoicesReader:
    """Reads a mapping of ids to voices; ``read_image`` checks the name of a picture."""

    read_image: Reader[str]

    def __call__(self, node: Node, key: str, notes: Notes) -> tuple[Voice, ...] | None:
        if not isinstance(node, Mapping):
            hint = "write voices: {mira: {name: Mira Vale}}"
            wrong_type(node, key, "ids and voices", notes, hint)
            return None
        voices = []
        for entry in node.entries:
            written = Scalar(entry.key, entry.key, entry.place)
            if voice_id(written, key, notes) is None:
                continue
            voices.append(self._voice(entry.key, entry.value, entry.place, notes))
        return tuple(voices)

    def _voice(self, id: str, node: Node, place: Place, notes: Notes) -> Voice:
        if isinstance(node, Scalar) and node.text:
            hint = f"write {id}: {{name: {node.text}}}"
            wrong_type(node, id, "keys and their values", notes, hint)
            return Voice(id, node.text, place=place)
        is_empty = isinstance(node, Scalar)
        fields = Fields(None if is_empty else node, place, notes, what=f"voice {id}")
        voice = Voice(
            id=id,
            name=fields.need("name", line, id),
            role=fields.get("role", line, ""),
            lang=fields.get("lang", language, ""),
            url=fields.get("url", url, ""),
            image=fields.get("image", self.read_image, ""),
            disguise=fields.get("disguise", boolean, False),
            engine_voice=fields.get("voice", line, ""),
            place=place,
        )
        fields.close()
        return voice


def merged(own: Sequence[Voice], known: Sequence[Voice], used: set[str]) -> tuple[Voice, ...]:
    """Return an edition's voices: its own, then those of ``known`` that it uses and lacks."""
    ids = {voice.id for voice in own}
    return (*own, *(voice for voice in known if voice.id in used and voice.id not in ids))


def used_voices(segments: tuple[Segment, ...]) -> set[str]:
    """Return the ids, and perhaps names, of everybody whom these segments let speak or name."""
    used: set[str] = set()
    for segment in segments:
        used.update(segment.provenance.by)
        used.add(segment.provenance.read_by)
        used.update(track.voice for track in segment.provenance.tracks)
        for block in all_blocks(segment.blocks):
            if isinstance(block, Paragraph | Verse):
                used.add(block.voice)
        for inline in all_inlines(segment.blocks):
            if isinstance(inline, Claim | Event | Quoted):
                used.add(inline.by)
    return used


def read_names(node: Node, key: str, notes: Notes) -> tuple[Voice, ...] | None:
    """Read what a translation says of the original's voices: above all their names in it."""
    if not isinstance(node, Mapping):
        wrong_type(node, key, "ids and voices", notes, "write voices: {mira: {name: …}}")
        return None
    voices = []
    for entry in node.entries:
        if isinstance(entry.value, Scalar) and entry.value.text:
            hint = f"write {entry.key}: {{name: {entry.value.text}}}"
            wrong_type(entry.value, entry.key, "keys and their values", notes, hint)
            continue
        value = None if isinstance(entry.value, Scalar) else entry.value
        fields = Fields(value, entry.place, notes, what=f"voice {entry.key}")
        voices.append(
            Voice(
                id=entry.key,
                name=fields.get("name", line, ""),
                role=fields.get("role", line, ""),
                lang=fields.get("lang", language, ""),
                url=fields.get("url", url, ""),
                disguise=fields.get("disguise", boolean, False),
                engine_voice=fields.get("voice", line, ""),
                place=entry.place,
            )
        )
        fields.get("image", line, "")  # a voice has one picture in all languages
        fields.close()
    return tuple(voices)
