"""One text of an episode, ``episode.md`` or ``episode.<lang>.md``: its front matter and body."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from izdat.model.content import Figure, Provenance, Segment
from izdat.model.file import File
from izdat.model.place import Place
from izdat.read.decode import read_text
from izdat.read.disk import checked_path, not_found
from izdat.read.fields import Fields, Reader, wrong_type
from izdat.read.notes import Notes
from izdat.read.paths import path_fault
from izdat.read.source import read_source
from izdat.read.walk import all_blocks
from izdat.read.yaml import Mapping, Node, read_yaml
from izdat.text.front_matter import split_front_matter
from izdat.text.markdown import Body, parse_body


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


@dataclass(slots=True)
class EpisodeFiles:
    """The files of an episode's folder, and which of them its texts name."""

    files: dict[str, File]
    named: dict[str, File] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # names by _composed, once needed

    def name(self, node: Node, key: str, notes: Notes) -> str | None:
        """Read the name of a file that must be in the folder."""
        value = checked_path(node, key, notes)
        return value if value and self.take(value, node.place, key, notes) else None

    def portrait(self, slug: str, shared: frozenset[str]) -> Reader[str]:
        """Return a reader of a voice's picture: one in the folder, or one of ``shared``.

        ``shared`` are pictures of the show's voices. What is read is relative to the show's
        folder, as they are.
        """

        def read(node: Node, key: str, notes: Notes) -> str | None:
            value = checked_path(node, key, notes)
            if value is None or value in shared:
                return value
            name = value.removeprefix(f"episodes/{slug}/")
            is_there = self.take(name, node.place, key, notes) is not None
            return f"episodes/{slug}/{name}" if is_there else None

        return read

    def figure(self, figure: Figure, notes: Notes) -> None:
        fault = path_fault(figure.src)
        if fault:
            notes.error(fault[0], figure.place, f"picture: {fault[1]}", fault[2])
        else:
            self.take(figure.src, figure.place, "picture", notes)

    def take(self, name: str, place: Place, key: str, notes: Notes) -> File | None:
        """Return the file called ``name``, and remember it as named; None, noted, without."""
        file = self.files.get(name)
        if file is None and not name.isascii():
            # macOS stores é as e and an accent; who types the name cannot see that.
            if not self.keys:
                self.keys.update((_composed(known), known) for known in self.files)
            file = self.files.get(self.keys.get(_composed(name), ""))
        if file is None:
            not_found(name, name, self.files, key, place, notes)
            return None
        self.named[name] = file
        return file

    def take_times(self, mixed: Iterable[str]) -> None:
        """Remember the times written by hand: ``words.vtt``, ``pier.words.vtt`` …

        ``mixed``: segments whose recording is made of tracks, and called as they are.
        """
        stems = {name.rpartition(".")[0] for name in self.named} | {*mixed}
        for name, file in self.files.items():
            of_recording = name.removesuffix(".words.vtt")
            if name == "words.vtt" or (of_recording != name and of_recording in stems):
                self.named[name] = file


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text split in two; ``front`` must be closed by who reads it."""

    name: str  # "episode.ar.md"
    place: Place  # its beginning
    front: Fields
    is_readable: bool  # False: the front matter is not YAML, and its voices are not known
    body: str
    body_line: int  # of the file, on which ``body`` begins


def open_manuscript(file: File, slug: str, name: str, notes: Notes) -> Manuscript | None:
    """Return a text, its front matter ready to be read; None, noted, if it is no text."""
    path = f"episodes/{slug}/{name}"
    source = read_text(file, path, notes)
    if source is None:
        return None
    place = Place(path, 1, 1)
    if not source.strip():
        notes.error("empty-text", place, "this text is empty", _FRONT_HINT)
        return None
    yaml, yaml_line, body, body_line = split_front_matter(source)
    if yaml is None:
        message = "the text does not begin with front matter"
        notes.error("no-front-matter", place, message, _FRONT_HINT)
        return None
    if body_line > source.count("\n") + 1 and not source.rstrip(" \t").endswith("\n---"):
        hint = "write --- on a line of its own below the last key"
        notes.error("front-matter-unclosed", place, "the front matter is never closed", hint)
        return None
    node, problems = read_yaml(yaml, file=path, first_line=yaml_line)
    notes.problems.extend(problems)
    is_readable = node is not None or not problems
    if node is not None and not isinstance(node, Mapping):
        wrong_type(node, "the front matter", "keys and their values", notes, "write title: …")
        node, is_readable = None, False
    # What cannot be read lacks no keys: they may well be there.
    own = notes if is_readable else Notes()
    fields = Fields(node, place, own, what="the front matter")
    return Manuscript(name, place, fields, is_readable, body, body_line)


_FRONT_HINT = "write ---, title: …, and --- again, each on a line of its own, at the top"


@dataclass(frozen=True, slots=True)
class ReadBody:
    """A body with its provenance. ``audio`` holds where each segment names its recording."""

    file: str
    body: Body
    segments: tuple[Segment, ...]
    audio: dict[str, Place]


def read_body(
    manuscript: Manuscript, voices: Iterable[str], files: EpisodeFiles, notes: Notes
) -> ReadBody:
    """Return the segments of a text, each with what its ``source`` block says."""
    known = frozenset(voices)
    own = Notes()
    body = parse_body(
        manuscript.body,
        file=manuscript.place.file,
        first_line=manuscript.body_line,
        voices=known,
    )
    own.problems.extend(body.problems)
    segments = []
    audio = {}
    for given in body.segments:
        provenance = Provenance(place=given.place)
        if given.source_yaml is not None:
            provenance = read_source(given.source_yaml, given.source_place, known, files.name, own)
            audio[given.id] = provenance.audio_place
        segments.append(Segment(given.id, given.title, provenance, given.blocks, given.place))
        for block in all_blocks(given.blocks):
            if isinstance(block, Figure):
                files.figure(block, own)
    for footnote in body.footnotes:
        for block in all_blocks(footnote.blocks):
            if isinstance(block, Figure):
                files.figure(block, own)
    if not manuscript.is_readable:
        own.problems = [p for p in own.problems if p.code != "unknown-voice"]
    notes.problems.extend(own.problems)
    return ReadBody(manuscript.place.file, body, tuple(segments), audio)
