"""What a built site can be searched for, and what not."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from izdat import chain, run
from izdat.run.report import Silent
from izdat.schedule import Options

NOW = datetime(2032, 1, 1, tzinfo=UTC)
SHOW = "title: Ferry\naddress: https://ferry.example/\nlang: en\ndescription: Boats.\n"
EPISODE = (
    "---\ntitle: {title}\nlang: en\npublished: 2031-0{n}-01T06:00:00+00:00\nsummary: It.\n"
    "{more}---\n\n{text}"
)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    (tmp_path / "show.yaml").write_text(SHOW + "speech: {engine: none}\n")
    told = (("one", "", "Lanterns burned."), ("two", "", "Ropes held."), ("three", "draft: true\n",
            "Nothing of this is known."))  # fmt: skip
    for n, (slug, more, words) in enumerate(told, start=1):
        folder = tmp_path / "episodes" / slug
        folder.mkdir(parents=True)
        text = f"## A part {{#part}}\n\n{words}\n"
        written = EPISODE.format(title=slug.title(), n=n, more=more, text=text)
        (folder / "episode.md").write_text(written)
    return tmp_path


def build(show: Path) -> chain.Built:
    built = chain.build(show, Options(now=NOW, drafts=True), workers=run.local(1), report=Silent())
    assert [p for p in built.problems if p.severity == "error"] == []
    return built


def searched(show: Path) -> str:
    """Return all text of the published index."""
    found = (show / "public" / "assets" / "search").rglob("*.pf_fragment")
    return "\n".join(gzip.decompress(file.read_bytes()).decode() for file in sorted(found))


def test_what_is_published_is_found_and_no_draft(show: Path) -> None:
    built = build(show)
    assert len(built.drafts) == 1
    text = searched(show)
    assert "Lanterns burned." in text
    assert "Ropes held." in text
    assert "Nothing of this" not in text
    assert build(show).steps == 0
    file = show / "episodes" / "one" / "episode.md"
    file.write_text(file.read_text().replace("Lanterns burned", "Lamps went out"))
    build(show)
    text = searched(show)
    assert "Lamps went out." in text
    assert "Lanterns" not in text  # nothing of the old index is left over


def test_a_show_may_have_no_search(show: Path) -> None:
    (show / "show.yaml").write_text((show / "show.yaml").read_text() + "search: false\n")
    build(show)
    public = show / "public"
    assert not (public / "assets" / "search").exists()
    assert not (public / "search").exists()
    assert 'href="names/index.html"' in (public / "index.html").read_text()
    assert (public / "names" / "index.html").exists()
