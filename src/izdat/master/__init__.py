"""Recordings and music → one finished episode, with tags and chapters."""

from izdat.master.arrange import Frame, arrange
from izdat.master.assemble import assemble
from izdat.master.chapters import chapters
from izdat.master.clean import clean_recording
from izdat.master.course import follow_loudness
from izdat.master.encode import encode_mp3, encode_opus
from izdat.master.inspect import inspect_recording
from izdat.master.levelling import plan_levels
from izdat.master.loudness import MOMENTARY, SHORT_TERM, STEP
from izdat.master.measure import Measured, measure_file
from izdat.master.peaks import make_peaks
from izdat.master.silence import find_silences, heard_pieces
from izdat.master.spans import measure_spans
from izdat.master.tag import tag_mp3, tag_opus

__all__ = [
    "MOMENTARY",
    "SHORT_TERM",
    "STEP",
    "Frame",
    "Measured",
    "arrange",
    "assemble",
    "chapters",
    "clean_recording",
    "encode_mp3",
    "encode_opus",
    "find_silences",
    "follow_loudness",
    "heard_pieces",
    "inspect_recording",
    "make_peaks",
    "measure_file",
    "measure_spans",
    "plan_levels",
    "tag_mp3",
    "tag_opus",
]
