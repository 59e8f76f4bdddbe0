"""Sound files → samples, samples → sound files: the only door to PyAV, lameenc and mutagen."""
