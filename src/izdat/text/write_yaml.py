"""Front matter and source blocks → YAML 1.2 that a person likes to read, always the same."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from izdat.model.content import Appearance, Provenance, Track, TranslationCredit
from izdat.model.episode import Edition, Episode, Resource, Soundbite, Voice
from izdat.model.mix import Mix
from izdat.text.dates import exact_clock

# Words that some reader of YAML takes for something else than a string.
_RESERVED = re.compile(r"(?:y|n|yes|no|on|off|true|false|null)", re.IGNORECASE)
_DATE = re.compile(
    r"-?\d{4}-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?)?"
    r"(?:/(?:\d{4}-\d\d(?:-\d\d)?|\.\.))?"
)
# Without "?": libyaml takes one at the end of a word for a key, inside a flow mapping.
_PLAIN = re.compile(
    r"[^\W\d_][\w ().;/+!’“”«»„–—…·،؛؟-]*(?:'[\w ().;/+!’“”«»„–—…·،؛؟-]+)*", re.UNICODE
)

Pairs = Iterable[tuple[str, str]]  # (key, YAML of the value); an empty value is left out


def write_string(text: str) -> str:
    """Return a YAML scalar that is read as this string, plain where that is safe."""
    if _DATE.fullmatch(text):
        return text
    is_plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.isprintable()
    if is_plain and not _RESERVED.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in quoted)


def write_source(source: Provenance) -> str:
    """Return the lines of a source block, each with its line end; empty if nothing is known."""
    by = [write_string(name) for name in source.by]
    pairs = (
        ("kind", _text(source.kind)),
        ("by", by[0] if len(by) == 1 else _flow_list(by)),
        ("first", _appearance(source.first)),
        ("translation", write_credit(source.translation)),
        ("published", _text(source.published)),
        ("now", _text(source.now)),
        ("signed", _text(source.signed)),
        ("read-by", _text(source.read_by)),
        ("licence", _text(source.licence)),
        ("consent", _text(source.consent)),
        ("sha256", _text(source.sha256)),
        ("audio", _text(source.audio)),
        ("tracks", _tracks(source.tracks)),
        ("music", _text(source.music)),
        ("protected", _text(source.protected)),
        *_mix(source.mix),
    )
    return _lines(pairs)


def _mix(mix: Mix) -> Pairs:
    return (
        ("gain", _number(mix.gain or None)),
        ("trim", mix.trim),
        ("silences", _number(mix.silences)),
        ("duck", "" if mix.duck else "false"),
        ("gate", "" if mix.gate else "false"),
        ("keep", "true" if mix.keep else ""),
        ("pause", _number(mix.pause)),
        ("crossfade", _number(mix.crossfade or None)),
    )


def write_front_matter(episode: Episode) -> str:
    """Return the YAML at the top of ``episode.md``, without its ``---``."""
    original = episode.original
    head = _lines(
        (
            ("number", _number(episode.number)),
            ("season", _number(episode.season)),
            ("kind", _text("" if episode.kind == "full" else episode.kind)),
            ("title", _text(original.title)),
            ("lang", _text(original.lang)),
            ("published", _time(episode.published)),
            ("updated", _time(episode.updated)),
            ("draft", "true" if episode.draft else ""),
            ("summary", _text(original.summary)),
        )
    )
    explicit = "" if episode.explicit is None else str(episode.explicit).lower()
    rest = _lines(
        (
            ("image", _text(episode.image)),
            ("image-alt", _text(episode.image_alt)),
            ("subjects", _flow_list([write_string(one) for one in episode.subjects])),
            ("explicit", explicit),
            ("licence", _text(episode.licence)),
            ("location", _text(episode.location)),
            ("guid", _text(episode.guid)),
            ("audio", _text(episode.audio)),
            ("chapters", _text("" if episode.chapters == "segments" else episode.chapters)),
            ("aliases", _flow_list([write_string(one) for one in episode.aliases])),
        )
    )
    return (
        head
        + _voices(original.voices)
        + rest
        + _block_list("soundbites", [_soundbite(one) for one in episode.soundbites])
        + _block_list("resources", [_resource(one) for one in episode.resources])
    )


def write_translation(edition: Edition) -> str:
    """Return the YAML at the top of ``episode.<lang>.md``, without its ``---``."""
    pairs = (
        ("lang", _text(edition.lang)),
        ("title", _text(edition.title)),
        ("summary", _text(edition.summary)),
        ("translation", write_credit(edition.translation)),
    )
    return _lines(pairs) + _voices(edition.voices)


def write_credit(credit: TranslationCredit | None) -> str:
    if credit is None:
        return ""
    return _flow((("by", _text(credit.by)), ("date", _text(credit.date)), ("of", _text(credit.of))))


# ---- parts --------------------------------------------------------------------


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _text(text: str) -> str:
    return write_string(text) if text else ""


def _number(number: float | None) -> str:
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else repr(number)


def _time(time: datetime | None) -> str:
    return "" if time is None else time.isoformat()


def _lines(pairs: Pairs) -> str:
    return "".join(f"{key}: {value}\n" for key, value in pairs if value)


def _flow(pairs: Pairs) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs if value) + "}"


def _flow_list(values: Sequence[str]) -> str:
    return f"[{', '.join(values)}]" if values else ""


def _block_list(key: str, values: Sequence[str]) -> str:
    return f"{key}:\n" + "".join(f"  - {value}\n" for value in values) if values else ""


def _tracks(tracks: Sequence[Track]) -> str:
    return (
        _flow((write_string(track.voice), _text(track.audio)) for track in tracks) if tracks else ""
    )


def _appearance(first: Appearance | None) -> str:
    if first is None:
        return ""
    return _flow(
        (
            ("where", _text(first.where)),
            ("lang", _text(first.lang)),
            ("date", _text(first.date)),
            ("url", _text(first.url)),
        )
    )


def _voices(voices: Sequence[Voice]) -> str:
    if not voices:
        return ""
    return "voices:\n" + "".join(
        f"  {write_string(voice.id)}: {_voice(voice)}\n" for voice in voices
    )


def _voice(voice: Voice) -> str:
    return _flow(
        (
            ("name", _text(voice.name)),
            ("role", _text(voice.role)),
            ("lang", _text(voice.lang)),
            ("url", _text(voice.url)),
            ("image", _text(voice.image)),
            ("disguise", "true" if voice.disguise else ""),
            ("voice", _text(voice.engine_voice)),
        )
    )


def _soundbite(bite: Soundbite) -> str:
    start = write_string(exact_clock(bite.start))
    return _flow(
        (("start", start), ("duration", _number(bite.duration)), ("title", _text(bite.title)))
    )


def _resource(resource: Resource) -> str:
    kind = "" if resource.kind == "link" else resource.kind
    return _flow(
        (("url", _text(resource.url)), ("title", _text(resource.title)), ("kind", _text(kind)))
    )
