"""What is plugged into the sockets: a socket's name and an engine's → the engine."""

from izdat.engines.registry import EngineFacts, engine, installed

__all__ = ["EngineFacts", "engine", "installed"]
