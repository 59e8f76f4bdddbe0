"""What stands at a page's top: the show's name, the title, its number, the day, the player."""

import pytest

from izdat.importer import import_transcript

TALK = (
    "\n\nEverybody who was in the yard that night remembers the bell.\n\n"
    "Nobody remembers who rang it, and nobody asked for a long time.\n"
)


def made(head):
    return import_transcript((head + TALK).encode(), name="page.txt", slug="page")


@pytest.mark.parametrize(
    ("head", "title", "number", "season"),
    [
        ("Episode 12 – Who Owns the Night?", "Who Owns the Night?", 12, None),
        ("#41: The Garden", "The Garden", 41, None),
        ("# S2E6: The Bell Ringers", "The Bell Ringers", 6, 2),
        ("Night Shelf\nSeason 3, Episode 4: Letters", "Letters", 4, 3),
        ("Подвал №17. Как мы перестали платить", "Как мы перестали платить", 17, None),
        ("راديو السطح – الحلقة 5: الماء والكلام", "الماء والكلام", 5, None),
        ("Episodio 7: El puente cerrado", "El puente cerrado", 7, None),
        ("Night Shelf Episode 9", "Night Shelf Episode 9", 9, None),
    ],
)
def test_the_title_loses_its_number_which_goes_where_numbers_go(head, title, number, season):
    facts = made(head).facts
    assert (facts.title, facts.number, facts.season) == (title, number, season)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("3 October 2030 | 41 minutes", 2460),
        ("Download (Duration: 48:10 — 44.1MB)", 2890),
        ("Podcast: Play in new window | Download (Duration: 48:10 — 44.1MB)", 2890),
        ("0:00 / 31:44", 1904),
        ("المدة: 38 دقيقة", 2280),
        ("May 1, 2030 · 22 min read", None),
        ("*Posted on June 3, 2030 by the Weir Collective*", None),
        ("14 мая 2031 г.", None),
    ],
)
def test_a_line_of_the_page_s_own_is_taken_out_and_read(line, seconds):
    imported = made(f"Episode 4: The Bell\n\n{line}")
    assert imported.facts.duration == seconds
    assert "page-furniture" in [d.rule for d in imported.decisions]
    assert imported.problems == ()


@pytest.mark.parametrize("line", ["By Friday | nobody came", "It was 3 May 2030 when they came"])
def test_a_line_that_is_only_partly_so_stays(line):
    assert line in made(line).file("episode.md")


def test_a_title_that_moved_to_the_front_matter_is_not_told_of_as_a_heading():
    told = [d.rule for d in made("The Bell Radio\nEpisode 4: The Bell").decisions]
    assert "episode-title" in told
    assert "heading" not in told
