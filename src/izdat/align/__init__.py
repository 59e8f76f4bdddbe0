"""Words + a recording → when each is heard: found in the sound, or given by somebody."""

from izdat.align.given import GivenTimes, given_times
from izdat.align.labels import labels
from izdat.align.misfits import joined_stretches, misfits
from izdat.align.pairs import carry_times, pair
from izdat.align.placed import anchored, placed_times
from izdat.align.step import (
    RATE,
    Aligned,
    align_samples,
    align_words,
    ask_aligner,
    samples_of,
    search_raw,
    without_words,
)
from izdat.align.textgrid import textgrid
from izdat.align.tokens import MissingTokens, Token, missing_tokens, tokens
from izdat.align.vtt import Fault, words_vtt
from izdat.align.whole import joined, parted, timeline_of

__all__ = [
    "RATE",
    "Aligned",
    "Fault",
    "GivenTimes",
    "MissingTokens",
    "Token",
    "align_samples",
    "align_words",
    "anchored",
    "ask_aligner",
    "carry_times",
    "given_times",
    "joined",
    "joined_stretches",
    "labels",
    "misfits",
    "missing_tokens",
    "pair",
    "parted",
    "placed_times",
    "samples_of",
    "search_raw",
    "textgrid",
    "timeline_of",
    "tokens",
    "without_words",
    "words_vtt",
]
