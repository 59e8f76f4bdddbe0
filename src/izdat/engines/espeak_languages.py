"""A BCP 47 tag → the espeak voice that speaks it; and the variants that make it another person."""

from functools import cache
from pathlib import Path

import espeakng_loader

from izdat.engines.espeak_library import listed_voices

# Timbres of espeak-ng that sound like a person of their own, the plainest first, low and high
# voices in turn. Whispers, robots, the Klatt voices and the singers' voices are left out.
VARIANTS = (
    "", "f3", "m3", "f2", "m7", "f4", "m1", "f5", "m5", "f1", "m6", "m2", "m4", "m8",
    "Andrea", "Denis", "Annie", "Marco", "Alicia", "Diogo", "linda", "Michael", "steph", "Henrique",
)  # fmt: skip

# Listed by the engine, but without the dictionary that it needs (espeak-ng 1.52).
_SILENT = frozenset({"fo", "kaa", "xex"})

# espeak's own names that are no BCP 47, or say something else there (ca-BA is Bosnia).
_TAGS = {
    "ca-ba": "ca-x-balear",
    "ca-nw": "ca-x-nwest",
    "ca-va": "ca-valencia",
    "chr-us-qaaa-x-west": "chr",
    "en-us-nyc": "en-US-x-nyc",
    "piqd": "tlh",
    "py": "art-x-pyash",
    "ru-cl": "ru-x-classic",
    "zh-cmn": "cmn",
    "zh-yue": "yue",
}

# Where cutting a tag from the right would miss a language that espeak has under another name.
_ALIASES = {
    "in": "id",
    "iw": "he",
    "nn": "nb",
    "sh": "hr",
    "zh-HK": "yue",
    "zh-MO": "yue",
    "zh-Hant-HK": "yue",
    "zh-Hant-MO": "yue",
}


def canonical(tag: str) -> str:
    """Return a tag in the letter case of RFC 5646, section 2.1.1: ``zh-Hant-HK``."""
    parts = tag.replace("_", "-").split("-")
    out = [parts[0].lower()]
    for part in parts[1:]:
        if "x" in out:
            out.append(part.lower())
        elif len(part) == 4 and part.isalpha():
            out.append(part.title())
        elif len(part) == 2 and part.isalpha():
            out.append(part.upper())
        else:
            out.append(part.lower())
    return "-".join(out)


@cache
def _table() -> dict[str, str]:
    """Voice's name by BCP 47 tag."""
    ranked: dict[str, tuple[int, int, str]] = {}
    for voice in listed_voices():
        if voice.name in _SILENT:
            continue
        for index, (rank, name) in enumerate(voice.tags):
            tag = _TAGS.get(name.lower()) or canonical(name)
            candidate = (rank, index, voice.name)
            if tag not in ranked or candidate < ranked[tag]:
                ranked[tag] = candidate
    return {tag: name for tag, (_, _, name) in ranked.items()}


def languages() -> tuple[str, ...]:
    """Return every tag that a voice claims, sorted."""
    return tuple(sorted(_table()))


def base_voice(lang: str) -> str:
    """Return the voice for ``lang`` or for the nearest it is a kind of (``ar-EG`` → ``ar``).

    Empty if espeak does not speak it.
    """
    tag = canonical(lang)
    while tag:
        tag = _ALIASES.get(tag, tag)
        if tag in _table():
            return _table()[tag]
        tag = tag.rpartition("-")[0].removesuffix("-x")
    return ""


def voice_for(lang: str, voice: str) -> str:
    """Return ``voice`` as it speaks ``lang``; empty if espeak does not speak that.

    A voice made for the language stays as it is; of another one its timbre is kept
    (``en-us+f3`` in Arabic is ``ar+f3``). ``+f3`` alone is a timbre, too.
    """
    own = base_voice(lang)
    base, _, variant = voice.partition("+")
    if own and base and base.lower() in {voice.name for voice in listed_voices()}:
        speaks = {
            canonical(tag).partition("-")[0]
            for listed in listed_voices()
            if listed.name == base.lower()
            for _, tag in listed.tags
        }
        if canonical(lang).partition("-")[0] in speaks:
            own = base.lower()
    elif own and base and not variant:
        variant = base  # "f3": a timbre without its sign
    return f"{own}+{variant}" if own and variant else own


@cache
def timbres() -> frozenset[str]:
    """Return the names of all variants; the library itself takes an unknown one for the plain."""
    folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
    return frozenset(path.name for path in folder.iterdir())
