"""The example show's interview and the times of its words."""

from pathlib import Path

from izdat.align import given_times
from izdat.model.content import Provenance, Segment
from izdat.model.file import file_at
from izdat.run.value import read_value, write_value
from izdat.text.markdown import parse_body
from izdat.text.spoken import spoken_segment

FOLDER = Path(__file__).parents[2] / "examples/night-ferry/episodes/on-the-pier"


def test_every_word_of_the_interview_is_timed_and_its_hand_time_agrees(tmp_path):
    body = (FOLDER / "episode.md").read_text("utf-8").split("\n---\n", 1)[1]
    voices = frozenset({"host", "mira", "boat", "rowers"})
    parsed = parse_body(body, file="episode.md", first_line=1, voices=voices)
    source = next(s for s in parsed.segments if s.id == "pier")
    segment = Segment(source.id, source.title, Provenance(), source.blocks)
    spoken = spoken_segment(segment, "en", headings=False)
    found = given_times(tmp_path, spoken, file_at(FOLDER / "pier.words.vtt"), 25.0)
    assert found.faults == ()
    for paragraph, times in zip(spoken.paragraphs, found.times.paragraphs, strict=True):
        assert len(times.words) == len(paragraph.words)
    assert found.times.paragraphs[0].start == spoken.paragraphs[0].at == 1.0
    kept = write_value(found, lambda file: "")
    assert read_value(kept, lambda *_: None) == found
