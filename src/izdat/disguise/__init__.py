"""A raw recording, with names and voices to protect → one that holds them no more."""

from izdat.disguise.places import Doubt, spans_of, with_standins
from izdat.disguise.step import treat_recording

__all__ = ["Doubt", "spans_of", "treat_recording", "with_standins"]
