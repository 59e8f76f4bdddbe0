"""What is plugged into the sockets: a socket's name and an engine's → the engine."""

from izdat.engines.registry import (
    EngineFacts,
    aligner,
    engine,
    installed,
    phonetic_engine,
    voice_disguise,
)

__all__ = [
    "EngineFacts",
    "aligner",
    "engine",
    "installed",
    "phonetic_engine",
    "voice_disguise",
]
