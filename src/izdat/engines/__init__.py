"""What is plugged into the sockets: a socket's name and an engine's → the engine."""

from izdat.engines.registry import EngineFacts, engine, installed, phonetic_engine

__all__ = ["EngineFacts", "engine", "installed", "phonetic_engine"]
