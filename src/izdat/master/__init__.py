"""Recordings and music → one finished episode, with tags and chapters."""

from izdat.master.assemble import assemble
from izdat.master.chapters import chapters
from izdat.master.clean import clean_recording
from izdat.master.encode import encode_mp3, encode_opus
from izdat.master.inspect import inspect_recording
from izdat.master.levelling import plan_levels
from izdat.master.loudness import MOMENTARY, SHORT_TERM, STEP
from izdat.master.measure import Measured, measure_file
from izdat.master.tag import tag_mp3, tag_opus

__all__ = [
    "MOMENTARY",
    "SHORT_TERM",
    "STEP",
    "Measured",
    "assemble",
    "chapters",
    "clean_recording",
    "encode_mp3",
    "encode_opus",
    "inspect_recording",
    "measure_file",
    "plan_levels",
    "tag_mp3",
    "tag_opus",
]
