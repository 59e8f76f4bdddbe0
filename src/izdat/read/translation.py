"""``episode.<lang>.md`` → an edition that keeps the original's segments, claims and facts."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from izdat.model.content import (
    Claim,
    Event,
    Provenance,
    Segment,
    TranslationCredit,
)
from izdat.model.episode import Edition, Voice
from izdat.model.place import Place
from izdat.read.decode import read_text
from izdat.read.fields import Fields, line, mapping, text
from izdat.read.manuscript import EpisodeFiles, ReadBody, open_manuscript, read_body
from izdat.read.notes import Notes, shown
from izdat.read.safety import check_recordings
from izdat.read.source import translation_credit
from izdat.read.times import check_times
from izdat.read.values import canonical_language, language
from izdat.read.voices import read_names, used_voices
from izdat.read.walk import all_inlines
from izdat.text.languages import is_language
from izdat.text.spoken import numbered
from izdat.text.translated import keyed, progress, read_seen

_NAME = re.compile(r"episode\.([^./]+)\.md")


@dataclass(frozen=True, slots=True)
class Original:
    """What a translation is held against."""

    slug: str
    edition: Edition
    voices: tuple[Voice, ...]  # every voice that may speak, the show's among them
    audio: str  # the episode's one finished recording, if it has one
    disguise: str = ""  # DisguiseSettings.voices


def read_translations(original: Original, files: EpisodeFiles, notes: Notes) -> tuple[Edition, ...]:
    """Return the translations in an episode's folder, by language."""
    editions: dict[str, _Read] = {}
    names: dict[str, str] = {}
    for name in sorted(files.files):
        found = _NAME.fullmatch(name)
        if not found:
            continue
        lang = _language(found[1], original, name, names, notes)
        if lang:
            names[lang] = name
            read = _Reading(original, files, notes).edition(name, lang)
            if read is not None:
                editions[lang] = read
    _check_cycles(original, editions, names, notes)
    return tuple(editions[lang].edition for lang in sorted(editions))


@dataclass(frozen=True, slots=True)
class _Read:
    edition: Edition
    credit_place: Place


def _language(
    tag: str, original: Original, name: str, names: dict[str, str], notes: Notes
) -> str | None:
    """Return the language of a file by its name; None, noted, if it is none of its own."""
    place = Place(f"episodes/{original.slug}/{name}")
    if not is_language(tag):
        message = f"{shown(tag)} in the name of this file is not the tag of a language"
        notes.error("bad-language", place, message, "call it episode.ar.md, episode.pt-BR.md …")
        return None
    lang = canonical_language(tag)
    if lang == original.edition.lang:
        message = f"this would be a translation of {lang} into {lang}"
        hint = "give the file its own language's tag, or check lang: of the original"
        notes.error("translation-of-itself", place, message, hint)
        return None
    if lang in names:
        message = f"{names[lang]} is in {lang} already"
        notes.error("duplicate-translation", place, message, "keep one of them")
        return None
    return lang


def _check_cycles(
    original: Original, editions: "dict[str, _Read]", names: dict[str, str], notes: Notes
) -> None:
    """Note translations that are translated from one another, so that none is the first."""
    source = {}
    for lang, read in editions.items():
        given = read.edition.translation.of if read.edition.translation else ""
        if given and is_language(given):
            source[lang] = canonical_language(given)
    for lang, start in sorted(source.items()):
        if start != original.edition.lang and start not in names:
            message = f"translation: of: there is no text in {start}"
            hint = f"write of: {original.edition.lang}, or leave it out"
            notes.error("unknown-language", editions[lang].credit_place, message, hint)
            continue
        seen = [lang]
        while start in source and start not in seen:
            seen.append(start)
            start = source[start]
        if start == lang:
            chain = " from ".join((*seen, lang))
            hint = f"write of: {original.edition.lang} in one of them"
            message = f"this is translated in a circle: {chain}"
            notes.error("translation-cycle", editions[lang].credit_place, message, hint)


@dataclass(frozen=True, slots=True)
class _Reading:
    original: Original
    files: EpisodeFiles
    notes: Notes

    def edition(self, name: str, lang: str) -> _Read | None:
        manuscript = open_manuscript(self.files.files[name], self.original.slug, name, self.notes)
        if manuscript is None:
            return None
        fields = manuscript.front
        get = fields.get
        given = get("lang", language, lang)
        if given != lang:
            message = f"lang: is {given}, but the file is called {name}"
            hint = f"write lang: {lang}, or rename the file"
            self.notes.error("wrong-language", fields.place_of("lang"), message, hint)
        title = fields.need("title", line, "")
        summary = get("summary", text, "")
        credit = get("translation", mapping(translation_credit, "translation"), None)
        voices = self._voices(fields)
        fields.close()
        read = read_body(manuscript, (voice.id for voice in voices), self.files, self.notes)
        segments = self._segments(read)
        used = used_voices(segments) | {voice.id for voice in self.original.edition.voices}
        edition = Edition(
            lang=lang,
            title=title,
            summary=summary,
            voices=tuple(voice for voice in voices if voice.id in used),
            segments=segments,
            footnotes=read.body.footnotes,
            translation=credit or TranslationCredit(),
            seen=self._seen(f"{name.removesuffix('.md')}.seen"),
            place=manuscript.place,
        )
        self._check_changed(edition)
        disguise = self.original.disguise
        check_recordings(edition, read.audio, whole=None, disguise=disguise, notes=self.notes)
        return _Read(edition, fields.place_of("translation"))

    def _seen(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the original's paragraphs as an editor saw them; none where no file says it."""
        file = self.files.files.get(name)
        path = f"episodes/{self.original.slug}/{name}"
        source = read_text(file, path, self.notes) if file is not None else None
        if source is None:
            return ()
        found, wrong = read_seen(source)
        for number in wrong:
            message = "this is no paragraph of the original and its digest"
            hint = f"take the line out, or run: izdat translate accept {self.original.slug} …"
            self.notes.error("bad-seen", Place(path, number, 1), message, hint)
        return found

    def _check_changed(self, edition: Edition) -> None:
        slug, lang = self.original.slug, edition.lang
        places: dict[str, Place] = {}
        for key, leaf in keyed(edition):
            places.setdefault(key, leaf.place)
        for key in progress(self.original.edition, edition).changed:
            message = f"{key} of the original has changed since it was translated"
            hint = f"translate it anew, then: izdat translate accept {slug} {lang}"
            self.notes.warning("changed-since-translated", places[key], message, hint)

    def _voices(self, fields: Fields) -> tuple[Voice, ...]:
        """Return every voice of the original, called as the translation calls it."""
        known = {voice.id: voice for voice in self.original.voices}
        for own in fields.get("voices", read_names, ()):
            voice = known.get(own.id)
            if voice is not None:
                known[own.id] = _renamed(voice, own)
                continue
            close = self.notes.meant(own.id, known)
            hint = f"did you mean {close}?" if close else "name it in the original first"
            message = f"the original has no voice {shown(own.id)}"
            self.notes.error("unknown-voice", own.place, message, hint)
        return tuple(known.values())

    def _segments(self, read: ReadBody) -> tuple[Segment, ...]:
        """Return the translation's segments with the original's provenance, where it has none."""
        segments = []
        order = {segment.id: at for at, segment in enumerate(self.original.edition.segments)}
        last = -1
        for segment in read.segments:
            first = self.original.edition.segment(segment.id) if segment.id else None
            if first is None:
                segments.append(segment)
                if segment.id:
                    self._unknown_segment(segment, order)
                continue
            if order[segment.id] < last:
                message = f"segment {segment.id} stands elsewhere in the original"
                hint = "put the segments in the original's order"
                self.notes.error("segment-order", segment.place, message, hint)
            last = max(last, order[segment.id])
            provenance = _inherited(first.provenance, segment.provenance)
            segments.append(replace(segment, provenance=provenance))
            check_paragraphs(segment, first, self.notes)
        self._check_missing(read)
        self._check_claims(read)
        check_times(read.segments, self.notes)
        return tuple(segments)

    def _unknown_segment(self, segment: Segment, known: Collection[str]) -> None:
        close = self.notes.meant(segment.id, known)
        hint = f"did you mean {{#{close}}}?" if close else "take its id from the original"
        message = f"the original has no segment {shown(segment.id)}"
        self.notes.error("unknown-segment", segment.place, message, hint)

    def _check_missing(self, read: ReadBody) -> None:
        here = {segment.id for segment in read.segments}
        missing = [s.id for s in self.original.edition.segments if s.id and s.id not in here]
        if missing:
            place = Place(read.file, 1, 1)
            message = f"not translated yet: {', '.join(missing)}"
            hint = "a reader of this language gets the rest"
            self.notes.warning("partial-translation", place, message, hint)

    def _check_claims(self, read: ReadBody) -> None:
        known = set(_ids(self.original.edition.segments))
        for inline in _claims_and_events(read.segments):
            if inline.id and inline.id not in known:
                close = self.notes.meant(inline.id, known)
                hint = f"did you mean #{close}?" if close else "mark it in the original too"
                message = f"the original has no claim or event {shown(inline.id)}"
                self.notes.error("unknown-claim", inline.place, message, hint)


def _claims_and_events(segments: Iterable[Segment]) -> Iterator[Claim | Event]:
    for segment in segments:
        for inline in all_inlines(segment.blocks):
            if isinstance(inline, Claim | Event):
                yield inline


def _ids(segments: Iterable[Segment]) -> Iterator[str]:
    return (inline.id for inline in _claims_and_events(segments))


def _renamed(voice: Voice, own: Voice) -> Voice:
    """Return a voice with what a translation says of it.

    The language it speaks here, and the machine voice that speaks it, are never the original's.
    """
    return replace(
        voice,
        name=own.name or voice.name,
        role=own.role or voice.role,
        url=own.url or voice.url,
        lang=own.lang,
        disguise=voice.disguise or own.disguise,  # never undone by a translation
        engine_voice=own.engine_voice,
        place=own.place,
    )


def _inherited(first: Provenance, own: Provenance) -> Provenance:
    """Return where a translated segment comes from: the original's facts, its own recording."""
    return replace(
        own,
        kind=own.kind or first.kind,
        by=own.by or first.by,
        first=own.first or first.first,
        translation=own.translation or first.translation,
        published=own.published or first.published,
        now=own.now or first.now,
        signed=own.signed or first.signed,
        licence=own.licence or first.licence,
        consent=own.consent or first.consent,
    )


def check_paragraphs(segment: Segment, first: Segment, notes: Notes) -> None:
    """Note paragraphs that do not find theirs in the original's segment ``first``."""
    here, there = (len(list(numbered(blocks))) for blocks in (segment.blocks, first.blocks))
    sources = [block for _, block in numbered(segment.blocks) if block.source]
    for block in sources:
        named, _, number = block.source.rpartition(":")
        if named != first.id:
            message = f"from={block.source} names another segment than this, {first.id}"
            notes.error("unknown-paragraph", block.place, message, f"write from={first.id}:1")
        elif not 1 <= int(number) <= there:
            message = f"segment {first.id} of the original has {there} paragraphs, not {number}"
            notes.error("unknown-paragraph", block.place, message, "count them in the original")
    if here != there and not sources:
        message = f"segment {first.id} has {here} paragraphs here and {there} in the original"
        hint = 'write {from="' + first.id + ':3"} above a paragraph to say which it translates'
        notes.warning("paragraph-count", segment.place, message, hint)
