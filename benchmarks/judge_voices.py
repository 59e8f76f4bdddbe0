"""Sounds → what a speaker verification and a recogniser make of them.

    PYTHON benchmarks/judge_voices.py GIVEN.npz ANSWER.npz

Run by ``quality_disguise.py`` in an environment with resemblyzer and pocketsphinx, which izdat
itself never needs. Sounds are float32 at 16 kHz.
"""

import sys
from typing import Any

import numpy as np
from pocketsphinx import Decoder
from resemblyzer import VoiceEncoder, preprocess_wav

RATE = 16_000
EVERY = 5  # sounds, one of which is read: it takes far longer than to know the voice


def main() -> None:
    given, answer = sys.argv[1:]
    encoder, decoder = VoiceEncoder("cpu", verbose=False), Decoder(loglevel="FATAL")
    found: dict[str, Any] = {}
    for number, (key, samples) in enumerate(np.load(given).items()):
        voiced = preprocess_wav(samples, source_sr=RATE)
        found[f"voice {key}"] = encoder.embed_utterance(
            voiced if len(voiced) > RATE // 2 else samples
        )
        if number % EVERY == 0:
            found[f"words {key}"] = _words(decoder, samples)
    np.savez(answer, **found)


def _words(decoder: Any, samples: Any) -> str:
    decoder.start_utt()
    pcm = np.clip(samples * 32767, -32768, 32767).astype("<i2").tobytes()
    decoder.process_raw(pcm, no_search=False, full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr if found else ""


if __name__ == "__main__":
    main()
