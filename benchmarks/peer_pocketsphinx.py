"""The peer: pocketsphinx, which aligns English with a model that comes with it.

Its second pass, for the phones, is left out: measured, it moves no word, and it holds 7.9 GB for
ten minutes, as its memory grows with the square of the length.
"""

import importlib.metadata
import importlib.util
import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from izdat.model.time import WordTime
from speech_data import Samples, Sentence

FRAME = 0.01  # seconds


def version() -> str:
    """Return the version that is installed, "" if none is."""
    if importlib.util.find_spec("pocketsphinx") is None:
        return ""
    return importlib.metadata.version("pocketsphinx")


class Peer:
    """Finds words as ``pocketsphinx align`` does."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        # No language model: only an alignment is searched. bestpath as in its own programme.
        self.decoder: Any = Decoder(lm=None, bestpath=False, loglevel="FATAL")

    def find(self, sentences: list[Sentence], samples: Samples) -> list[WordTime | None]:
        """Return a time for each word, or None for every one where it gives no result.

        A word that its dictionary lacks is left out of what it is asked to find.
        """
        words = [plain(word) for sentence in sentences for word in sentence.words]
        known = [at for at, word in enumerate(words) if word and self.decoder.lookup_word(word)]
        found: list[WordTime | None] = [None] * len(words)
        sound = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()
        try:
            self.decoder.set_align_text(" ".join(words[at] for at in known))
            self.decoder.start_utt()
            self.decoder.process_raw(sound, full_utt=True)
            self.decoder.end_utt()
            heard = _named(
                (s.word, s.start_frame, s.end_frame + 1) for s in self.decoder.seg() or ()
            )
        except RuntimeError:  # it cannot look for this text
            return found
        if [name for name, _, _ in heard] != [words[at] for at in known]:
            return found
        for at, (_, start, end) in zip(known, heard, strict=True):
            found[at] = WordTime(start * FRAME, end * FRAME)
        return found


def _named(heard: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Leave out silence and noise, and the number that tells a word's pronunciations apart."""
    return [
        (re.sub(r"\(\d+\)$", "", name), start, end)
        for name, start, end in heard
        if name[0] not in "<[+("
    ]


def plain(word: str) -> str:
    """Return a word as a dictionary has it: small letters and apostrophes."""
    return re.sub(r"[^a-z']", "", word.lower().replace("’", "'")).strip("'")
