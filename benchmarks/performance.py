"""A conversation, recorded as a plan says: what goes on the tape, and what into the transcript."""

from itertools import pairwise

import numpy as np

from channels import in_a_room, mixed, through_mp3, through_telephone
from hard_cases import HardRecording, Plan, Twice
from music import applause, at_rms, music, pink, street
from speech_data import RATE, Samples, Sentence, Span, Utterance
from tape import LEVEL, Tape

ROOM = 0.001  # RMS of a room's noise: -60 dBFS
SPARE = 0.2  # share of a speaker's utterances kept for ad-libs, in cases that have some

SHARES = ("jingles", "noises", "ad_libs", "inside", "unsaid", "cut", "repeated", "notes")


class Performance:
    """One case being recorded."""

    def __init__(self, plan: Plan, chance: np.random.Generator) -> None:
        self.plan, self.chance = plan, chance
        self.tape = Tape()
        self.sentences: list[Sentence] = []
        self.times: list[tuple[Span, ...]] = []
        self.unwritten: list[Span] = []
        self.supplied: list[Span] = []
        self.twice: list[Twice] = []
        self.speech: list[Span] = []

    def of(self, name: str, lines: list[Utterance], others: list[Utterance]) -> HardRecording:
        lines, spare = self._spared(lines)
        speakers = sorted({line.speaker for line in lines})
        self.tape.gains = {s: 10 ** (self.chance.uniform(-3, 3) / 20) for s in speakers}
        self.tape.pause(0.5)
        chosen = self._chosen(len(lines))
        for number, line in enumerate(lines):
            own = {name for name, numbers in chosen.items() if number in numbers}
            if number:
                self._interlude(line, spare, own)
            self._line(line, spare, own)
        self.tape.pause(0.5)
        return HardRecording(
            name=name,
            samples=self._sound(others or lines[::-1]),
            sentences=tuple(self.sentences),
            times=tuple(self.times),
            unwritten=tuple(self.unwritten),
            supplied=tuple(self.supplied),
            twice=tuple(self.twice),
        )

    def _spared(self, lines: list[Utterance]) -> tuple[list[Utterance], dict[str, list[Utterance]]]:
        """Keep some of each speaker's lines for ad-libs."""
        spare: dict[str, list[Utterance]] = {}
        if not (self.plan.ad_libs or self.plan.inside):
            return lines, spare
        for speaker in sorted({line.speaker for line in lines}):
            own = [line for line in lines if line.speaker == speaker]
            spare[speaker] = own[: max(1, round(SPARE * len(own)))] if len(own) > 1 else []
        kept = {line.id for own in spare.values() for line in own}
        return [line for line in lines if line.id not in kept], spare

    def _chosen(self, count: int) -> dict[str, set[int]]:
        """Choose the sentences that meet each hardship of the plan, as many as it says."""
        return {
            name: set(self.chance.permutation(count)[: round(getattr(self.plan, name) * count)])
            for name in SHARES
        }

    def _pause(self) -> None:
        self.tape.pause(self.chance.uniform(0.2, 1.0))

    def _interlude(
        self, line: Utterance, spare: dict[str, list[Utterance]], chosen: set[str]
    ) -> None:
        """Put on what the transcript does not speak of, before a sentence."""
        self._pause()
        if "jingles" in chosen:
            jingle = at_rms(music(self.chance.uniform(3, 12), self.chance), 1.2 * LEVEL)
            self.tape.play(jingle)
            self._pause()
        if "noises" in chosen:
            noise = (applause, street)[self.chance.integers(2)]
            self.tape.play(at_rms(noise(self.chance.uniform(3, 8), self.chance), LEVEL))
            self._pause()
        if "ad_libs" in chosen and spare.get(line.speaker):
            # Each is said once: a sentence heard twice would be another case.
            self._said_unwritten(self.tape.say(spare[line.speaker].pop()))
            self._pause()

    def _line(self, line: Utterance, spare: dict[str, list[Utterance]], chosen: set[str]) -> None:
        count = len(line.words)
        if "unsaid" in chosen:
            self._write(line, [()] * count, None)
            return
        cut = self._some(count, 3) if "cut" in chosen else None
        note = self._some(count, 2) if "notes" in chosen else None
        inside = self._extra(line, spare) if "inside" in chosen else None
        start = len(self.times)
        times = self._say(line, cut, inside)
        if "repeated" in chosen:
            self._pause()
            again = self.tape.say(line)
            self.speech += again
            first, second = ((t[0][0], t[-1][1]) for t in ([s[0] for s in times if s], again))
            self.twice.append(Twice((start, start + count), first, second))
            times = [(*own, other) for own, other in zip(times, again, strict=True)]
        self._write(line, times, note)

    def _some(self, count: int, most: int) -> tuple[int, int] | None:
        """Choose a run of one to ``most`` words of a sentence; none if it is too short."""
        if count < most + 2:
            return None
        length = int(self.chance.integers(1, most + 1))
        first = int(self.chance.integers(0, count - length + 1))
        return first, first + length

    def _extra(
        self, line: Utterance, spare: dict[str, list[Utterance]]
    ) -> tuple[int, Utterance, int, int] | None:
        """Choose what is said inside a sentence: (before which word, words of what)."""
        own = spare.get(line.speaker, ())
        if len(line.words) < 4 or not own:
            return None
        if self.chance.random() < 0.4:  # a false start
            return 0, line, 0, int(self.chance.integers(1, 4))
        other = own[self.chance.integers(len(own))]
        length = min(int(self.chance.integers(2, 6)), len(other.words))
        first = int(self.chance.integers(0, len(other.words) - length + 1))
        return int(self.chance.integers(1, len(line.words))), other, first, first + length

    def _say(
        self,
        line: Utterance,
        cut: tuple[int, int] | None,
        inside: tuple[int, Utterance, int, int] | None,
    ) -> list[tuple[Span, ...]]:
        """Say a sentence without the words of ``cut``, with ``inside`` in it; return the times."""
        times: list[tuple[Span, ...]] = [()] * len(line.words)
        points = {0, len(line.words), *(cut or ()), *((inside[0],) if inside else ())}
        for first, last in pairwise(sorted(points)):
            if inside and first == inside[0]:
                self.tape.pause(self.chance.uniform(0, 0.15))
                self._said_unwritten(self.tape.say(*inside[1:]))
                self.tape.pause(self.chance.uniform(0, 0.15))
            if not (cut and cut[0] <= first < cut[1]):
                spans = self.tape.say(line, first, last)
                self.speech += spans
                times[first:last] = [(span,) for span in spans]
        return times

    def _said_unwritten(self, spans: list[Span]) -> None:
        self.speech += spans
        self.unwritten.append((spans[0][0], spans[-1][1]))

    def _write(
        self, line: Utterance, times: list[tuple[Span, ...]], note: tuple[int, int] | None
    ) -> None:
        """Put the sentence into the transcript, with a gap for the words of ``note``."""
        first, last = note or (0, 0)
        words = [*line.words[:first], *line.words[last:]]
        if note and last == len(line.words):
            words[-1] += line.words[-1][len(line.words[-1].rstrip(".?!")) :]
        self.supplied += [spans[0] for spans in times[first:last] if spans]
        self.times += [*times[:first], *times[last:]]
        self.sentences.append(Sentence(line.speaker, tuple(words), (first,) if note else ()))

    def _sound(self, others: list[Utterance]) -> Samples:
        """Return what is on the tape, with all that lies under and around it."""
        plan, chance = self.plan, self.chance
        sound = self.tape.samples()
        seconds = len(sound) / RATE
        if plan.room:
            sound = in_a_room(sound, chance)
        if plan.second_voice is not None:
            other = Tape()
            while other.seconds < seconds:
                other.say(others[chance.integers(len(others))])
                other.pause(chance.uniform(0, 0.3))
            sound = mixed(sound, other.samples(), plan.second_voice, self.speech)
        if plan.bed is not None:
            bed = _in_part(music(seconds, chance), plan.bed_share, chance)
            sound = mixed(sound, bed, plan.bed, self.speech)
        sound = sound + at_rms(pink(len(sound), chance), ROOM)
        if plan.telephone:
            sound = through_telephone(sound)
        sound = (sound / max(1.0, float(np.abs(sound).max()) / 0.95)).astype(np.float32)
        return through_mp3(sound, plan.kbps) if plan.kbps else sound


def _in_part(bed: Samples, share: float, chance: np.random.Generator) -> Samples:
    """Return ``bed`` in stretches of 8 to 25 s that fade in and out, ``share`` of the time."""
    if share >= 1:
        return bed
    points, levels = [0.0], [0.0]
    at = chance.uniform(0, 10)
    while at < len(bed) / RATE:
        length = chance.uniform(8, 25)
        points += [at, at + 1, at + length, at + length + 1]
        levels += [0, 1, 1, 0]
        at += length + 1 + length * (1 / share - 1)
    return (bed * np.interp(np.arange(len(bed)) / RATE, points, levels)).astype(np.float32)
