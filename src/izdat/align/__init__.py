"""Words + a recording → when each is heard: found in the sound, or given by somebody."""

from izdat.align.core import is_here
from izdat.align.given import GivenTimes, given_times
from izdat.align.misfits import joined_stretches, misfits
from izdat.align.pairs import carry_times, pair
from izdat.align.placed import anchored, placed_times
from izdat.align.step import Aligned, align_words, ask_aligner, samples_of, without_words
from izdat.align.vtt import Fault, words_vtt
from izdat.align.whole import joined, parted, timeline_of

__all__ = [
    "Aligned",
    "Fault",
    "GivenTimes",
    "align_words",
    "anchored",
    "ask_aligner",
    "carry_times",
    "given_times",
    "is_here",
    "joined",
    "joined_stretches",
    "misfits",
    "pair",
    "parted",
    "placed_times",
    "samples_of",
    "timeline_of",
    "without_words",
    "words_vtt",
]
