"""Words + a recording → when each is heard; so far from times that somebody gave."""

from izdat.align.given import GivenTimes, given_times
from izdat.align.pairs import carry_times, pair
from izdat.align.vtt import Fault, words_vtt
from izdat.align.whole import joined, parted, timeline_of

__all__ = [
    "Fault",
    "GivenTimes",
    "carry_times",
    "given_times",
    "joined",
    "pair",
    "parted",
    "timeline_of",
    "words_vtt",
]
