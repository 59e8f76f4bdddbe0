"""Text without a recording → a recording by a machine voice, and the exact time of each word."""

from izdat.speak.cast import HOUSE, cast
from izdat.speak.segment import SpokenRecording, speak_segment

__all__ = ["HOUSE", "SpokenRecording", "cast", "speak_segment"]
