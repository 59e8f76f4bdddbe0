"""First models, from nothing but a machine's voice: it says the transcript's own sentences.

The engine tells when each phone is heard, so that no alignment is needed for these models. How
people differ from it is known beforehand, and where a machine speaks in the recording, too, nothing
does. The recording itself then makes the models better.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import SILENCES, STATES, Acoustics
from izdat.align.features import RATE, FrontEnd, Matrix, Samples, features
from izdat.align.people import as_people, people
from izdat.align.training import silence_mixture
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
_LEAST = 0.05  # variance: a machine is regular, and its next voice is not the same
_LOOKED_AT = 3000  # frames, about, of a recording, to tell a machine from people
_LIKELIER = 1.5  # a frame, natural logarithm: so much likelier as a machine's it is one's
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
) -> tuple[Acoustics, Acoustics]:
    """Return models of ``signs`` from a machine's speech whose phones' times are known.

    The first as people say them, the second as the machine does.
    """
    mean, variance, stay = said(rows, phones, signs, hop)
    is_quiet = np.ones(len(rows), dtype=bool)
    for phone in (phone for own in phones for phone in own):
        is_quiet[max(0, round(phone.start / hop) - 1) : round(phone.end / hop) + 1] = False
    quiet = rows[is_quiet]
    if len(quiet) < 4 * SILENCES:
        quiet = rows[np.argsort(rows[:, 0])[: 4 * SILENCES]]
    pause_mean, pause_variance, weight = silence_mixture(quiet)
    machine = Acoustics(
        tuple(signs),
        np.concatenate((mean.T, pause_mean), axis=1).astype(np.float32),
        np.maximum(np.concatenate((variance.T, pause_variance), axis=1), _LEAST).astype(np.float32),
        np.concatenate((np.ones(len(mean)), weight)),
        stay,
    )
    return as_people(tuple(signs), mean, stay, people()), machine


def likelier(person: Acoustics, machine: Acoustics, rows: Matrix) -> Acoustics:
    """Return the models that fit the voices in ``rows``: people's, or a machine's with them beside.

    Only frames count that both take for speech: pauses tell of rooms. Read speech of people, also
    by telephone, with music and in other languages, is at most 0.04 likelier a frame as a
    machine's; what espeak-ng says in seventeen languages, 2.7 to 8.
    """
    some = rows[:: max(1, len(rows) // _LOOKED_AT)]
    theirs, its = person.scores(some), machine.scores(some)
    best = [scores[:, :-1].max(axis=1) for scores in (theirs, its)]
    is_speech = (best[0] > theirs[:, -1]) & (best[1] > its[:, -1])
    if not is_speech.any():
        return person
    more = float((best[1] - best[0])[is_speech].mean(dtype=np.float64))
    return replace(machine, beside=person) if more > _LIKELIER else person


def said(
    rows: Matrix, phones: Sequence[tuple[Phone, ...]], signs: Sequence[str], hop: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and variance of each state, float64 (states, size), and how likely it stays.

    The last to stay is silence, which is any.
    """
    size, states = rows.shape[1], STATES * len(signs)
    index = {sign: n for n, sign in enumerate(signs)}
    count = np.zeros(states)
    first, second = np.zeros((states, size)), np.zeros((states, size))
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
                first[c] += part.sum(axis=0)
                second[c] += (part**2).sum(axis=0)
                lengths[c] += (max(1, len(part)), 1)
    whole = first.sum(axis=0) / max(1.0, count.sum())
    spread = second.sum(axis=0) / max(1.0, count.sum()) - whole**2 + 0.1
    few = 5.0  # frames for which a phone that is hardly there counts as any phone
    mean = (first + few * whole) / (count + few)[:, None]
    variance = (second + few * (spread + whole**2)) / (count + few)[:, None] - mean**2
    stay = 1 - (lengths[:, 1] + 1) / (lengths[:, 0] + 3)
    return mean, variance, np.append(np.clip(stay, 0.3, 0.95), 0.9)
