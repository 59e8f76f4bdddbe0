"""First models, from nothing but a machine's voice: it says the transcript's own sentences.

The engine tells when each phone is heard, so that no alignment is needed for these models. How
people differ from it is known beforehand; the recording itself then makes the models better.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import STATES, Acoustics
from izdat.align.features import RATE, FrontEnd, Matrix, Samples, features
from izdat.align.people import as_people, people
from izdat.media.resample import resample
from izdat.model.alignment import Phone, PhoneticSpeech
from izdat.model.engine import PhoneticEngine
from izdat.model.spoken import SpokenSegment

_SEED = 5
VOICES = 6  # of the engine; the others are left to measure with
_SECONDS = 270.0  # of speech, about, that first models are made of
_LETTERS = 14.0  # that are said in a second
_MOST_ROUNDS = 6  # in which a short text is said again, each in other voices
_RATE = 160  # words a minute
_ROOM = 1e-4  # of full scale: a machine's pauses are digital silence, a room's are not


def spoken_sentences(spoken: SpokenSegment, phonetics: PhoneticEngine) -> list[PhoneticSpeech]:
    """Return enough of the text as a machine's voices say it, paragraph by paragraph in turn.

    Of a long text every n-th paragraph; a short one is said by several voices. A text that the
    engine has no voice for gives none.
    """
    paragraphs = [p for p in spoken.paragraphs if p.words and phonetics.voices(p.lang)]
    if not paragraphs:
        return []
    letters = sum(len(p.text) for p in paragraphs)
    wanted = _SECONDS * _LETTERS
    every = max(1, int(letters // wanted))
    chosen = paragraphs[::every]
    rounds = min(_MOST_ROUNDS, max(1, round(wanted / max(1, letters))))
    speeches = []
    number = 0
    for _ in range(rounds):
        for paragraph in chosen:
            voices = phonetics.voices(paragraph.lang)[:VOICES]
            voice = voices[number % len(voices)]
            speeches.append(phonetics.say_phones(paragraph, voice, _RATE))
            number += 1
    return speeches


def spoken_features(
    speeches: Sequence[PhoneticSpeech], front: FrontEnd
) -> tuple[Matrix, list[tuple[Phone, ...]]]:
    """Return the features of all speeches one after another, and their phones in that time."""
    noise = np.random.default_rng(_SEED)
    parts: list[Samples] = []
    phones: list[tuple[Phone, ...]] = []
    offset = 0
    for speech in speeches:
        pcm = np.frombuffer(speech.pcm, "<i2").astype(np.float32) * np.float32(2.0**-15)
        sound = resample(pcm, speech.rate, RATE)
        at = offset / RATE
        phones.append(tuple(Phone(p.sign, p.word, p.start + at, p.end + at) for p in speech.phones))
        parts.append(sound)
        offset += len(sound)
    whole = np.concatenate(parts)
    whole = whole + _ROOM * noise.standard_normal(len(whole)).astype(np.float32)
    return features(whole, front), phones


def first_models(
    rows: Matrix, phones: Sequence[tuple[Phone, ...]], signs: Sequence[str], hop: float
) -> Acoustics:
    """Return models of ``signs`` from a machine's speech whose phones' times are known."""
    return as_people(tuple(signs), *said(rows, phones, signs, hop), people())


def said(
    rows: Matrix, phones: Sequence[tuple[Phone, ...]], signs: Sequence[str], hop: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean of each state, float64 (states, size), and how likely each stays.

    The last to stay is silence, which is any.
    """
    states = STATES * len(signs)
    index = {sign: n for n, sign in enumerate(signs)}
    count = np.zeros(states)
    total = np.zeros((states, rows.shape[1]))
    lengths = np.zeros((states, 2))
    for own in phones:
        for phone in own:
            begin, end = round(phone.start / hop), round(phone.end / hop)
            n = index.get(phone.sign)
            if n is None or end <= begin:
                continue
            cuts = np.round(np.linspace(begin, end, STATES + 1)).astype(int)
            for s in range(STATES):
                part = rows[cuts[s] : cuts[s + 1]].astype(np.float64)
                c = STATES * n + s
                count[c] += len(part)
                total[c] += part.sum(axis=0)
                lengths[c] += (max(1, len(part)), 1)
    whole = total.sum(axis=0) / max(1.0, count.sum())
    few = 5.0  # frames for which a phone that is hardly there counts as any phone
    stay = 1 - (lengths[:, 1] + 1) / (lengths[:, 0] + 3)
    return (
        (total + few * whole) / (count + few)[:, None],
        np.append(np.clip(stay, 0.3, 0.95), 0.9),
    )
