# ruff: noqa: E501 - texts that are scanned, and cases a line
"""What is told of a scan, what is not, and what nobody has to fear."""

import gzip
import io
import os
import pickle
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from protect_list import LIST, write_list

from izdat.cli import main
from izdat.protect import read_list
from izdat.run.digesting import digest

ROOT = Path(__file__).parents[2]
# Invented, in five languages: what a show says.
ORDINARY = """
The embankment is gone, and the market street stands under water. Bring rope, bring boats. At 044 the
clock of the school stopped; 1,200 meals were cooked, and 340 people crossed since Wednesday.
A koala, a valley, the lane, a lens and the linen: none of them is a name. Ko. va. The oval canopy.
Набережной больше нет, и рыночная улица стоит под водой. Несите верёвки, ведите лодки. Ковали железо,
пока горячо; ленты, лень, олени и коваль из соседнего двора. Кованая ограда, ковалась долго.
Набережної більше немає. Несіть мотузки, ведіть човни. Коваль кував, оленя бачили біля лісу; ленд-лиз.
El malecón ya no está. Traed cuerdas, traed barcas; la ola, el óvalo, la lona y el oleaje.
عاد الجيران إلى البيت، وقال عبد من عباد الله إن الماء وصل إلى السوق.
"""


def test_ordinary_words_give_no_hit(look):
    pages = {f"docs/{p.name}": p.read_bytes() for p in (ROOT / "docs").glob("*.md")}
    del pages["docs/protect.md"]  # it names the person of the list
    example = ROOT / "examples" / "night-ferry" / "episodes"
    pages |= {f"{p.parent.name}/{p.name}": p.read_bytes() for p in example.rglob("*.md")}
    people = LIST + "  p9: {names: [عبد الرحمن, Anna Lee, Марко Гнатюк]}\n"
    found = look(pages | {"ordinary.txt": ORDINARY})
    assert found.is_clean, found.hits
    assert found.files > 20
    assert look(pages | {"ordinary.txt": ORDINARY}, people).is_clean


@pytest.mark.parametrize(
    "text",
    ["Olena", "Olena lives here", "Prorizna 12", "Kovalenkoism", "kovalenkovich", "Koval enko",
     "The line was long.", "1234567", "9380441234567123", "example.org", "lenkar"],
)  # fmt: skip
def test_what_is_somebody_else_is_no_hit(look, text):
    assert look({"a.txt": text}).is_clean


def test_a_common_name_tells_only_beside_another(look):
    people = LIST + "    contextual: true\n"
    for text in ("Mr Kovalenko came.", "Lenka came."):
        assert look({"a.txt": text}, people).is_clean
    far = "Olena came. " + "Nothing was said. " * 30 + "Kovalenko went."
    assert look({"a.txt": far}, people).is_clean
    for text in ("Olena Kovalenko", "O. Kovalenko", "Kovalenko, O. I.", "Kovalenko of Prorizna 12",
                 "Lenka said that Kovalenko", "+380 44 123 45 67"):  # fmt: skip
        assert not look({"a.txt": text}, people).is_clean, text


def test_what_is_allowed_passes_until_its_day(look):
    people = LIST + (
        "allowed:\n  - {text: Kovalenko Street, reason: a street, until: 2031-04-07}\n"
    )
    page = {"a.html": "<p>On Kovalenko Street the water came."}
    assert look(page, people, date(2031, 4, 7)).is_clean
    assert not look(page, people, date(2031, 4, 8)).is_clean
    assert not look({"b.txt": "Kovalenko left the street."}, people).is_clean


def test_a_hit_tells_where_and_no_word(look):
    page = "<p>Ни слова. Сказала <b>Олена</b> Коваленко.</p>"
    (hit, *_) = look({"a/b.html": page}).hits
    assert (hit.person, hit.file) == ("p4", "a/b.html")
    start, end = (len(page[: page.index(word)].encode()) for word in ("Олена", ".</p>"))
    assert (hit.view, hit.start, hit.end) == ("text", start, end)  # as it is written, once


@pytest.mark.parametrize(("view", "page", "said"), [
    ("html", "<p>x</p>" * 2000 + "<p>It was Kova<i>len</i>ko.</p>", "Kova<i>len</i>ko"),
    ("html", "<p>&amp;<p>It was K&#111;val<b>en</b>&#107;o.", "K&#111;val<b>en</b>&#107;o"),
    ("json", "{}" * 2000 + r'{"a": "\u041aоваленко"}', r"\u041aоваленко"),
    ("percent", "a" * 3000 + " %D0%9Aоваленко", "%D0%9Aоваленко"),
    ("turned", "It was \u202eoknelavoK\u202c.", "\u202eoknelavoK"),
    ("apart", "It was OlenaIvanivnaKovalenko", "OlenaIvanivnaKovalenko"),
])  # fmt: skip
def test_a_hit_tells_where_it_is_written(view, page, said, look):
    start = len(page[: page.index(said)].encode())
    hits = look({"a.html": page}).hits
    assert [(hit.view, hit.start, hit.end) for hit in hits] == [
        (view, start, start + len(said.encode()))
    ]


def test_a_short_name_is_not_found_by_chance(look):
    people = LIST.replace("also: [Lenka, Ленка]", "also: [Tsoi]")
    noise = bytes(range(256)) + "t s o i".encode("utf-16-le") + bytes(range(255, 0, -1))
    assert look({"a.dat": noise, "a.js": "let setTsoiOf = 1; sha1Tsoi2 = 0"}, people).is_clean
    assert not look({"a.txt": "It was Tsoi"}, people).is_clean


def test_what_does_not_stand_together_tells_nothing(look):
    """Only what is around an escape is read anew: two places are then neighbours."""
    people = LIST.replace("also:", "contextual: true\n    also:")
    far = "{}" * 2000
    page = rf'{{"a": "\u004flena"}}{far}{{"b": "\u004bovalenko"}}'
    assert look({"a.json": page}, people).is_clean
    assert not look({"a.json": page.replace(far, ",")}, people).is_clean
    parted = "let setOlena;" + " x" * 2000 + " let getKovalenko"  # a window of 40 around each
    assert look({"a.json": parted}, people).is_clean


def test_a_name_in_the_name_of_a_file_is_not_told_by_it(look):
    found = look({"a.txt": "x", "people/kovalenko.html": "<p>Kovalenko</p>"})
    assert {hit.file for hit in found.hits} == {"file 2 of 2"}
    assert "kovalenko" not in str(found).casefold()


# ---- what cannot be read ----------------------------------------------------


def _bomb() -> bytes:
    data = b"\0" * (1 << 20)
    return gzip.compress(data * 300)


def _nested(depth: int) -> bytes:
    data = b"Kovalenko"
    for _ in range(depth):
        data = gzip.compress(data)
    return data


def _damaged_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "x" * 9999)
    data = bytearray(out.getvalue())
    data[45:50] = b"\xff" * 5
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.gz", _bomb()), ("a.gz", _nested(9)), ("a.zip", _damaged_zip()), ("a.zip", b"PK\3\4xx"),
     ("a.html.br", b"\x0b\x02\x80"), ("a.pdf", b"%PDF-1.7\nx"), ("a.gz", b"\x1f\x8b\x08\0\0"),
     ("a.woff2", b"wOF2" + bytes(9)), ("b.woff2", b"wOF2" + b"\x01" * 99),
     ("a.db", b"SQLite format 3\0" + bytes(200)), ("a.pf_meta", b"pagefind_dcd\x7a\xff\xff\xff\xff")],
    ids=["bomb", "deep", "damaged", "cut", "brotli", "pdf", "gzip", "font", "damaged font", "database", "index"],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_is_not_clean(look, name, data):
    found = look({name: data, "b.txt": "x"})
    assert not found.is_clean
    assert found.unread or found.hits
    assert [each.file for each in found.unread] == [name]


def test_bytes_of_any_kind_are_read_or_told(look):
    chance = os.urandom
    starts = [b"", b"ID3\x04\0\0\0\0\x7f\x7f", b"OggS", b"fLaC", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1",
              b"GIF89a", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x20ftyp", b"\x78\x9c", b"PK\5\6", b"%PDF-"]  # fmt: skip
    files = {f"{n}.bin": start + chance(3000) for n, start in enumerate(starts * 4)}
    found = look(files)
    assert found.files + found.skipped == len(files)
    assert not found.hits


def test_a_link_is_followed_as_a_server_would(look, tmp_path):
    (tmp_path / "elsewhere").write_text("Kovalenko")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.txt").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "public" / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = look({})
    assert [hit.file for hit in found.hits] == ["a.txt"]
    assert [each.file for each in found.unread] == ["gone.txt"]


# ---- what was clean before --------------------------------------------------


def test_only_what_changed_is_looked_at_again(look, tmp_path):
    pages = {"a.txt": "one", "b.txt": "two"}
    assert (look(pages).files, look(pages).skipped) == (2, 2)
    assert look(pages | {"b.txt": "three"}).files == 1
    (tmp_path / "public" / "b.txt").rename(tmp_path / "public" / "c.txt")
    assert look({}).files == 1  # a name is published, too
    assert look({}, LIST + "  p5: {names: [Ivan Petrov]}\n").files == 2
    noted = tmp_path / "secret" / "list.yaml.checked"
    assert noted.stat().st_mode & 0o777 == 0o600
    assert "Koval" not in noted.read_text()


def test_what_was_not_clean_is_looked_at_each_time(look):
    assert [look({"a.txt": "Kovalenko"}).is_clean for _ in range(2)] == [False, False]


def test_a_note_that_is_damaged_is_passed_over(look, tmp_path):
    look({"a.txt": "one"})
    for text in ("", "{", "[]", '{"by": 1}'):
        (tmp_path / "secret" / "list.yaml.checked").write_text(text)
        assert look({"a.txt": "one"}).files == 1


# ---- the list ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [("people:\n  p4: {names: [x]}\n", 2), ("people:\n  p4:\n    name: [Olena]\n", 3),
     ("people:\n  p4: {phones: ['12']}\n", 2), ("people: {}\n", 1), ("\t", 1), ("- a\n", 1),
     ("people:\n  p4: {}\n", 2), ("people:\n  p4: {names: [Olena K]}\n  p4: {names: [Ole]}\n", 3),
     ("people: {p4: {names: [Olena]}}\nallowed:\n  - {text: Olena Street, until: 2031-04-07}\n", 3),
     ("people: {p4: {names: [Olena]}}\nallowed:\n  - {text: Olena St, reason: x, until: soon}\n", 3),
     ("people: {p4: {names: [Olena: 'Kovalenko']}}\n", 1), ("names: [Olena]\n", 1)],
)  # fmt: skip
def test_a_slip_in_the_list_is_told_by_its_line_alone(tmp_path, text, line):
    listed, problems = read_list(write_list(tmp_path / "list.yaml", text))
    assert listed is None
    assert line in [problem.place.line for problem in problems]
    assert "Olena" not in " ".join(map(str, problems))


def test_a_list_that_others_may_read_or_that_lies_in_the_show_is_refused(tmp_path):
    (tmp_path / "show").mkdir()
    path = write_list(tmp_path / "show" / "list.yaml")
    assert read_list(path, (tmp_path / "show",))[0] is None
    assert read_list(path)[0] is not None
    path.chmod(0o640)
    (problem,) = read_list(path)[1]
    assert problem.code == "protect-list-unsafe"
    assert "chmod 600" in problem.hint
    assert read_list(tmp_path / "none")[0] is None
    (tmp_path / "link").symlink_to(path)
    path.chmod(0o600)
    assert (
        read_list(tmp_path / "link", (tmp_path / "show",))[0] is None
    )  # it lies there all the same


def test_a_list_is_neither_shown_nor_pickled_nor_digested(tmp_path):
    listed, _ = read_list(write_list(tmp_path / "list.yaml"))
    assert listed is not None
    for each in (listed, *listed.people):
        assert "Koval" not in f"{each} {each!r}"
        with pytest.raises(TypeError):
            pickle.dumps(each)
        with pytest.raises(TypeError):
            digest(each)


# ---- the verbs --------------------------------------------------------------


def test_the_verb_tells_what_it_found(tmp_path):
    public = tmp_path / "public"
    public.mkdir()
    (public / "a.html").write_text("<p>Kovalenko")
    listed = write_list(tmp_path / "list.yaml")
    run = CliRunner().invoke(main, ["protect", "scan", str(public), "--protect", str(listed)])
    assert run.exit_code == 1
    assert "public/a.html: p4 is named: text, bytes 3 to 12 [protected-name]" in run.output
    assert "Koval" not in run.output
    (public / "a.html").write_text("<p>a neighbour")
    run = CliRunner().invoke(
        main, ["protect", "scan", str(public)], env={"IZDAT_PROTECT": str(listed)}
    )
    assert (run.exit_code, run.output) == (0, "1 file, nobody is named (0 not changed since)\n")
    assert CliRunner().invoke(main, ["protect", "scan", str(public)]).exit_code == 2


def test_review_lists_what_tells_who_somebody_is(tmp_path):
    episode = tmp_path / "episodes" / "one"
    episode.mkdir(parents=True)
    (episode / "episode.md").write_text(
        "## A {#a}\n\n```source\naudio: a.wav\n```\n\nA neighbour came.\n\n"
        "A 34-year-old teacher from Ostrova came in 2031.\n\n"
        "Учительница, 52 года, из Островы.\n"
    )
    (episode / "face.jpg").write_bytes(b"x")
    run = CliRunner().invoke(main, ["protect", "review", str(tmp_path)])
    lines = run.output.splitlines()
    assert lines[0].startswith("episodes/one/episode.md:9: somebody may be known by")
    assert lines[0].endswith("age, day, place, trade")
    assert lines[1].startswith("episodes/one/episode.md:4: a recorded voice")
    assert lines[2].startswith("episodes/one/face.jpg: a picture")
    assert lines[3] == "3 places to look at"


# ---- a build ----------------------------------------------------------------

SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
"""
EPISODE = """\
---
number: 1
title: On the pier
published: 2031-04-07T06:00:00+02:00
---

## The pier {#pier}

It was [a neighbour]{.withheld who=p4} who held the lamp. {SAID}
"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = tmp_path / "show"
    (folder / "episodes" / "on-the-pier").mkdir(parents=True)
    (folder / "show.yaml").write_text(SHOW)
    (folder / "episodes" / "on-the-pier" / "episode.md").write_text(EPISODE.replace("{SAID}", ""))
    return folder


def build(show: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "izdat", "build", show, "--future", "-j", "1", *more],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_who_is_withheld_is_published_only_with_a_list(show, tmp_path):
    told = build(show)
    assert told.returncode == 1
    assert "episodes/on-the-pier" in told.stderr
    assert "[protect-list-missing]" in told.stderr
    assert not (show / "public").exists()
    listed = write_list(tmp_path / "list.yaml")
    assert build(show, "--protect", str(listed)).returncode == 0
    assert (show / "public" / "index.html").exists()
    # Somebody slips: the name is in the text now. The site stays as it was.
    before = everything(show / "public")
    episode = show / "episodes" / "on-the-pier" / "episode.md"
    episode.write_text(EPISODE.replace("{SAID}", "Olena Kovalenko held it."))
    told = build(show, "--protect", str(listed))
    assert told.returncode == 1
    assert "p4 is named" in told.stderr
    assert "Koval" not in told.stdout + told.stderr
    assert everything(show / "public") == before
    assert build(show, "--protect", str(listed)).returncode == 1  # nothing was forgotten
    episode.write_text(EPISODE.replace("{SAID}", ""))
    assert build(show, "--protect", str(listed)).returncode == 0
    assert b"Prorizna" not in everything(show)


def test_a_show_may_say_that_nobody_knows_the_names(show):
    with (show / "show.yaml").open("a") as file:
        file.write("protect: false\n")
    assert build(show).returncode == 0


def test_a_list_in_the_show_stops_the_build(show):
    told = build(show, "--protect", str(write_list(show / "list.yaml")))
    assert told.returncode == 1
    assert "[protect-list-unsafe]" in told.stderr
