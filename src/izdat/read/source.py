"""The ``source`` block under a segment's heading → where the segment comes from."""

from dataclasses import dataclass, replace

from izdat.model.content import Appearance, Provenance, TranslationCredit
from izdat.model.place import Place
from izdat.read.fields import Fields, Reader, line, mapping, one_of, one_or_many, wrong_type
from izdat.read.mix import read_mix
from izdat.read.notes import Notes, shown
from izdat.read.tracks import tracks
from izdat.read.values import edtf, language, sha256, url
from izdat.read.yaml import Mapping, Node, read_yaml

# What a segment can be; the words of docs/markup.md.
KINDS = (
    "announcement", "appeal", "call", "chronicle", "correction", "discussion", "essay",
    "interview", "intro", "letter", "music", "news", "obituary", "outro", "poem", "reading",
    "reflection", "report", "review", "song", "speech", "statement", "story", "testimony",
    "translation",
)  # fmt: skip


def read_source(
    yaml: str, place: Place, voices: frozenset[str], read_file: Reader[str], notes: Notes
) -> Provenance:
    """Return what a ``source`` block says.

    ``place`` is where its YAML begins; ``voices`` are the ids that it may name; ``read_file``
    checks the name of a file in the episode's folder.
    """
    node, problems = read_yaml(yaml, file=place.file, first_line=place.line)
    shift = place.column - 1 if place.column else 0
    if shift:
        problems = tuple(replace(p, place=_shifted(p.place, shift)) for p in problems)
    notes.problems.extend(problems)
    if node is not None and not isinstance(node, Mapping):
        wrong_type(node, "source", "keys and their values", notes, "write kind: interview")
        node = None
    fields = Fields(node, place, notes, what="a source block")
    get = fields.get
    provenance = Provenance(
        kind=get("kind", one_of(*KINDS), ""),
        by=get("by", one_or_many(_Somebody(voices), "voices or names"), ()),
        first=get("first", mapping(_appearance, "first"), None),
        translation=get("translation", mapping(translation_credit, "translation"), None),
        published=get("published", edtf, ""),
        now=get("now", edtf, ""),
        signed=get("signed", line, ""),
        read_by=get("read-by", _VoiceId(voices), ""),
        licence=get("licence", line, ""),
        consent=get("consent", line, ""),
        sha256=get("sha256", sha256, "").lower(),
        audio=get("audio", read_file, ""),
        tracks=get("tracks", tracks(_VoiceId(voices), read_file), ()),
        music=get("music", read_file, ""),
        protected=get("protected", line, ""),
        mix=read_mix(fields),
        place=place,
        audio_place=fields.place_of("audio" if fields.has("audio") else "tracks"),
    )
    fields.close()
    return provenance


def _shifted(place: Place, columns: int) -> Place:
    return Place(place.file, place.line, place.column + columns)


def _appearance(fields: Fields) -> Appearance:
    return Appearance(
        where=fields.get("where", line, ""),
        lang=fields.get("lang", language, ""),
        date=fields.get("date", edtf, ""),
        url=fields.get("url", url, ""),
    )


def translation_credit(fields: Fields) -> TranslationCredit:
    """Return who translated a text, and when."""
    return TranslationCredit(
        by=fields.get("by", line, ""),
        date=fields.get("date", edtf, ""),
        of=fields.get("of", line, ""),
    )


@dataclass(frozen=True, slots=True)
class _VoiceId:
    voices: frozenset[str]

    def __call__(self, node: Node, key: str, notes: Notes) -> str | None:
        value = line(node, key, notes)
        if value is None or value in self.voices:
            return value
        close = notes.meant(value, self.voices)
        hint = f"did you mean {close}?" if close else f"add {shown(value)} to voices:"
        notes.error("unknown-voice", node.place, f"{key}: {shown(value)} is no voice", hint)
        return None


@dataclass(frozen=True, slots=True)
class _Somebody:
    """The id of a voice, or a name. What is nearly an id is taken for a slip."""

    voices: frozenset[str]

    def __call__(self, node: Node, key: str, notes: Notes) -> str | None:
        value = line(node, key, notes)
        if value is None or value in self.voices or not value.islower() or " " in value:
            return value
        if close := notes.meant(value, self.voices):
            message = f"{key}: {shown(value)} is no voice, and is taken for a name"
            notes.warning("unknown-voice", node.place, message, f"did you mean {close}?")
        return value
