"""A published folder → the same on this machine's loopback, with ranges and live reload."""

from izdat.serve.server import Server
from izdat.serve.watch import Watch

__all__ = ["Server", "Watch"]
