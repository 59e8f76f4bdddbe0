"""Speakers → machine voices, the same ones every time."""

import hashlib

from izdat.model.engine import SpeechEngine
from izdat.model.episode import Voice

HOUSE = ""  # who speaks where no voice is named


def cast(voices: tuple[Voice, ...], engine: SpeechEngine, lang: str) -> tuple[tuple[str, str], ...]:
    """Return (id of a speaker, machine voice) for each of ``voices`` and the house, by id.

    A voice given by hand (``engine_voice``) wins, and the house has the plainest of the engine's
    voices. Every other speaker's is drawn from the id alone, so that a new speaker changes nobody
    else's; only where two would sound alike, the later by (digest of the id) takes the next free
    one. When there are more speakers than voices, voices are shared. Empty if the engine does not
    speak ``lang``.
    """
    own = engine.voices(lang)
    if not own:
        return ()
    chosen = {voice.id: voice.engine_voice for voice in voices if voice.engine_voice}
    chosen.setdefault(HOUSE, own[0])
    taken = set(chosen.values())
    waiting = {voice.id for voice in voices if voice.id not in chosen}
    for draw, speaker in sorted((_draw(speaker), speaker) for speaker in waiting):
        first = draw % len(own)
        turn = own[first:] + own[:first]
        chosen[speaker] = next((voice for voice in turn if voice not in taken), turn[0])
        taken.add(chosen[speaker])
    return tuple(sorted(chosen.items()))


def _draw(id: str) -> int:
    """A number that is the id's on every machine."""
    return int.from_bytes(hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()[:8])
