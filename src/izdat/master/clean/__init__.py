"""A recording → the same without offset, rumble, hum, clicks, noise and sharp s sounds.

Each cleaner is a *finding*, made in one pass over the recording, and an *application*, which works
only where the finding calls for it: clean speech comes out bit by bit as it went in.
"""

from izdat.master.clean.cleaning import (
    Cleaning,
    cleaned,
    decided,
)
from izdat.master.clean.findings import Findings, findings
from izdat.master.clean.step import clean_recording

__all__ = [
    "Cleaning",
    "Findings",
    "clean_recording",
    "cleaned",
    "decided",
    "findings",
]
