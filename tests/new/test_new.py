"""A new show is right whatever it is called."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.model.file import file_at
from izdat.new import NotEmpty, new_show
from izdat.read.show import read_show

TODAY = datetime(2031, 4, 7, 6, tzinfo=UTC)
TITLES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(TITLES, st.sampled_from(["yes: no", "# one", "true", "{a}", "'", '"', "\\", "- x"]))
)
def test_any_title_reads_back_as_it_was_given(title: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "show"
        new_show(folder, title=title, lang="en", today=TODAY)
        found = read_show(folder, file_at)
        assert found.show is not None, found.problems
        assert found.show.title == title
        assert not [p for p in found.problems if p.severity == "error"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        new_show(tmp_path, title="A", lang="en", today=TODAY)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]
