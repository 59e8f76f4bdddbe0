"""Recordings and music → one finished episode, with tags and chapters."""

from izdat.master.arrange import Frame, arrange
from izdat.master.assemble import assemble
from izdat.master.chapters import chapters
from izdat.master.clean import clean_recording
from izdat.master.course import follow_loudness
from izdat.master.ducking import plan_bed
from izdat.master.encode import encode_flac, encode_m4a, encode_opus
from izdat.master.inspect import inspect_recording
from izdat.master.levelling import plan_levels
from izdat.master.loudness import MOMENTARY, SHORT_TERM, STEP
from izdat.master.measure import Measured, measure_file
from izdat.master.mp3 import encode_mp3
from izdat.master.peaks import make_peaks
from izdat.master.silence import cut_out, find_silences, heard_pieces
from izdat.master.spans import measure_spans
from izdat.master.tag import tag_flac, tag_m4a, tag_mp3, tag_opus
from izdat.master.tracks import mix_tracks
from izdat.master.width import is_wide

# The steps of each codec of ``izdat.model.show.CODECS``.
ENCODE = {"mp3": encode_mp3, "opus": encode_opus, "m4a": encode_m4a, "flac": encode_flac}
TAG = {"mp3": tag_mp3, "opus": tag_opus, "m4a": tag_m4a, "flac": tag_flac}

__all__ = [
    "ENCODE",
    "MOMENTARY",
    "SHORT_TERM",
    "STEP",
    "TAG",
    "Frame",
    "Measured",
    "arrange",
    "assemble",
    "chapters",
    "clean_recording",
    "cut_out",
    "find_silences",
    "follow_loudness",
    "heard_pieces",
    "inspect_recording",
    "is_wide",
    "make_peaks",
    "measure_file",
    "measure_spans",
    "mix_tracks",
    "plan_bed",
    "plan_levels",
]
