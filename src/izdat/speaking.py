"""A text alone → a sound file and the time of each word: what ``izdat speak`` does."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.model.content import Paragraph, Provenance, Segment, Text
from izdat.model.engine import SpeechEngine
from izdat.model.missing import Missing
from izdat.run.lazy import lazy
from izdat.text.spoken import spoken_segment

if TYPE_CHECKING:
    from izdat import align, engines, speak
else:
    align = lazy("izdat.align")
    engines = lazy("izdat.engines")
    speak = lazy("izdat.speak")


def speak_text(
    text: str, out: Path, *, lang: str, voice: str, engine: str, rate: int
) -> tuple[Path, ...]:
    """Speak plain paragraphs into the WAV file ``out``; return it and its word times' file.

    Raises ``MissingEngine`` for an engine, and ``Missing`` for a language, that is not there.
    """
    machine: SpeechEngine = engines.engine("speech", engine)
    if not machine.voices(lang):
        raise Missing(f"{engine} has no voice for {lang}", "izdat engines")
    blocks = tuple(
        Paragraph((Text(" ".join(part.split())),)) for part in text.split("\n\n") if part.strip()
    )
    segment = Segment("speech", "", Provenance(), blocks)
    spoken = spoken_segment(segment, lang, headings=False)
    words = out.with_name(f"{out.stem}.words.vtt")
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        cast = ((speak.HOUSE, voice or machine.voices(lang)[0]),)
        speech = speak.speak_segment(Path(folder), spoken, machine, cast, rate)
        if speech.recording is None:
            raise Missing("there is no word in the text", "give a text with words")
        speech.recording.file.path.replace(out)
    words.write_text(align.words_vtt(spoken, speech.times), encoding="utf-8")
    return out, words
