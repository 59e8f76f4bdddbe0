"""The scan opens every file of a real search index, and sees a name in it."""

import json
from pathlib import Path

from izdat.model.file import file_at
from izdat.render.search import SearchPart, render_search

PAGE = "<html lang=en><body data-pagefind-body><p>Here stands {}.</p></body></html>"


def index(folder: Path, words: str) -> dict[str, bytes]:
    text = folder / "en.json"
    text.write_text(json.dumps([["one/part.html", PAGE.format(words)]]))
    return {
        each.path: each.file.path.read_bytes()
        for each in render_search(folder / "made", SearchPart(0, (file_at(text),)))
    }


def test_a_name_in_the_search_index_is_found(look, tmp_path: Path) -> None:
    found = look(index(tmp_path, "Olena Kovalenko"))
    assert found.hits
    assert {Path(each.file).suffix for each in found.hits} >= {".pf_fragment"}
    assert found.unread == ()


def test_an_index_without_one_is_read_to_its_end(look, tmp_path: Path) -> None:
    found = look(index(tmp_path, "a lantern"))
    assert (found.hits, found.unread) == ((), ())
