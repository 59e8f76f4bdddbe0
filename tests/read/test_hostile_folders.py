"""Folders that text cannot describe: bytes that are no text, links, files too large to read."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from izdat.model.file import File, file_at
from izdat.model.problem import Problem
from izdat.model.source import EpisodeSource
from izdat.read import decode, folder
from izdat.read.episode import House, read_episode

TEXT = "episodes/night-1/episode.md"


Write = Callable[[Path, dict[str, str]], None]
Find = Callable[[Path], tuple[Problem, ...]]
Told = Callable[[Path], list[str]]


@pytest.fixture
def show(tmp_path: Path, show_text: str, episode_text: str, write: Write) -> Path:
    write(tmp_path, {"show.yaml": show_text, TEXT: episode_text})
    return tmp_path


@pytest.fixture
def told(all_problems: Find) -> Told:
    return lambda root: [f"{problem.place} {problem.code}" for problem in all_problems(root)]


# ---- encodings --------------------------------------------------------------


def test_a_byte_order_mark_and_carriage_returns_are_accepted(show: Path, told: Told) -> None:
    for name in ("show.yaml", TEXT):
        path = show / name
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert told(show) == []


def test_places_are_the_same_with_carriage_returns(
    show: Path, told: Told, episode_text: str
) -> None:
    text = episode_text.replace("title", "titel").replace("@mira", "@mirra")
    (show / TEXT).write_bytes(text.encode())
    plain = told(show)
    (show / TEXT).write_bytes(text.replace("\n", "\r\n").encode())
    assert told(show) == plain
    assert f"{TEXT}:10:1 unknown-voice" in plain


@pytest.mark.parametrize(
    ("encoding", "words", "guess"),
    [
        ("iso-8859-1", "Soirée à l'île.", "ISO-8859-1"),
        ("windows-1252", "“Soirée” — à l'île.", "WINDOWS-1252"),
        ("windows-1251", "Добрый вечер всем.", "WINDOWS-1251"),
    ],
)
def test_an_older_encoding_is_named_and_its_first_byte_shown(
    show: Path, encoding: str, words: str, guess: str, all_problems: Find, episode_text: str
) -> None:
    text = episode_text.replace("Good evening.", words)
    (show / TEXT).write_bytes(text.encode(encoding))
    (problem,) = all_problems(show)
    line = text.splitlines()[9]
    column = next(at for at, letter in enumerate(line, start=1) if not letter.isascii())
    assert str(problem.place) == f"{TEXT}:10:{column}"
    assert problem.code == "not-utf8"
    assert guess in problem.message
    assert f"iconv -f {guess} -t UTF-8 episode.md" in problem.hint


def test_the_first_bad_byte_is_counted_in_characters_not_in_bytes(
    show: Path, told: Told, episode_text: str
) -> None:
    text = episode_text.replace("Good evening.", "Добрый ").encode() + b"\xff"
    (show / TEXT).write_bytes(text)
    assert told(show) == [f"{TEXT}:11:1 not-utf8"]
    (show / TEXT).write_bytes(text.replace(b" \n\xff", b" \xff\n"))
    assert told(show) == [f"{TEXT}:10:15 not-utf8"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(show: Path, encoding: str, all_problems: Find, episode_text: str) -> None:
    (show / TEXT).write_bytes(episode_text.encode(encoding))
    (problem,) = all_problems(show)
    assert problem.code == "not-utf8"
    assert "UTF-16" in problem.message


def test_a_nul_byte_is_shown_where_it_stands(show: Path, told: Told, episode_text: str) -> None:
    (show / TEXT).write_bytes(episode_text.replace("Good evening.", "Good\0evening.").encode())
    assert told(show) == [f"{TEXT}:10:12 nul-byte"]


def test_a_show_file_that_is_no_text_is_a_problem(show: Path, told: Told) -> None:
    (show / "show.yaml").write_bytes(b"title: \xff\n")
    assert told(show) == ["show.yaml:1:8 not-utf8"]
    (show / "show.yaml").write_bytes(b"title: \0\n")
    assert told(show) == ["show.yaml:1:8 nul-byte"]


# ---- sizes ------------------------------------------------------------------


def test_a_text_of_100_mb_is_not_read(
    show: Path, monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    with (show / TEXT).open("wb") as stream:
        stream.truncate(100_000_000)
    monkeypatch.setattr(folder, "is_too_large", _never_read(decode.is_too_large, show / TEXT))
    assert told(show) == [f"{TEXT} file-too-large"]


def _never_read(check, path):  # type: ignore[no-untyped-def]
    """Wrap ``check``, and take the file away once it has been refused."""

    def wrapped(*given):  # type: ignore[no-untyped-def]
        is_refused = check(*given)
        if is_refused:
            path.unlink()
        return is_refused

    return wrapped


def test_a_text_that_grew_too_large_is_not_read_either(show: Path, tmp_path: Path) -> None:
    file = File(show / "gone.md", "0" * 64, 100_000_000)
    read = read_episode(tmp_path, EpisodeSource("night-1", (("episode.md", file),)), House())
    assert read.episode is None
    assert [problem.code for problem in read.problems] == ["file-too-large"]


def test_a_show_file_of_100_mb_is_read_to_its_first_mebibyte(show: Path, told: Told) -> None:
    with (show / "show.yaml").open("wb") as stream:
        stream.truncate(100_000_000)
    assert told(show) == ["show.yaml yaml-too-large"]


def test_front_matter_of_two_mebibytes_is_refused(
    show: Path, told: Told, episode_text: str
) -> None:
    text = episode_text.replace("title:", "summary: " + "x" * (2 << 20) + "\ntitle:")
    (show / TEXT).write_text(text, encoding="utf-8")
    assert told(show) == [f"{TEXT}:2:1 yaml-too-large"]


def test_a_folder_of_too_many_files_is_refused(
    show: Path, monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    monkeypatch.setattr(folder, "MOST_FILES", 3)
    for number in range(4):
        (show / f"episodes/night-1/{number}.txt").touch()
    assert told(show) == ["episodes/night-1 too-many-files"]


# ---- links ------------------------------------------------------------------


def test_a_link_to_itself_is_a_loop(show: Path, told: Told) -> None:
    (show / "episodes/night-1/pier.flac").symlink_to("pier.flac")
    assert told(show) == ["episodes/night-1/pier.flac link-loop"]


def test_two_links_to_each_other_are_a_loop(show: Path, told: Told) -> None:
    (show / "episodes/night-1/a.flac").symlink_to("b.flac")
    (show / "episodes/night-1/b.flac").symlink_to("a.flac")
    expected = ["episodes/night-1/a.flac link-loop", "episodes/night-1/b.flac link-loop"]
    assert told(show) == expected


def test_a_link_to_the_folder_around_it_is_a_loop(show: Path, told: Told) -> None:
    (show / "episodes/night-1/again").symlink_to("..", target_is_directory=True)
    (show / "episodes/night-2").symlink_to("../episodes", target_is_directory=True)
    assert told(show) == ["episodes/night-1/again link-loop", "episodes/night-2 link-loop"]


def test_a_text_that_is_a_loop_is_told_once(show: Path, told: Told) -> None:
    (show / TEXT).unlink()
    (show / TEXT).symlink_to("episode.md")
    assert told(show) == [f"{TEXT} link-loop"]


def test_a_link_out_of_the_show_is_not_followed(
    show: Path, tmp_path_factory: pytest.TempPathFactory, told: Told, show_text: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("a name", encoding="utf-8")
    (show / "episodes/night-1/secret.txt").symlink_to(outside / "secret.txt")
    (show / "episodes/night-2").symlink_to(outside, target_is_directory=True)
    (show / "art.png").symlink_to(outside / "secret.txt")
    (show / "show.yaml").write_text(f"{show_text}image: art.png\n", encoding="utf-8")
    expected = [
        "episodes/night-1/secret.txt path-outside",
        "episodes/night-2 path-outside",
        "show.yaml:5:8 path-outside",
    ]
    assert told(show) == expected


def test_a_link_inside_the_show_is_followed(
    show: Path, told: Told, write: Write, episode_text: str
) -> None:
    write(show, {"kept/night-2/episode.md": episode_text, "kept/bed.flac": ""})
    (show / "episodes/night-2").symlink_to("../kept/night-2", target_is_directory=True)
    (show / "episodes/night-1/bed.flac").symlink_to("../../kept/bed.flac")
    text = episode_text.replace("@mira", "```source\nmusic: bed.flac\n```\n\n@mira")
    (show / TEXT).write_text(text, encoding="utf-8")
    assert told(show) == []
    sources, _ = folder.list_episodes(show, file_at)
    assert [source.slug for source in sources] == ["night-1", "night-2"]


def test_a_link_that_leads_nowhere_is_a_problem(show: Path, told: Told) -> None:
    (show / "episodes/night-1/pier.flac").symlink_to("gone.flac")
    (show / "show.yaml").unlink()
    (show / "show.yaml").symlink_to("gone.yaml")
    assert told(show) == ["episodes/night-1/pier.flac broken-link", "show.yaml file-unreadable"]


# ---- what cannot be read ----------------------------------------------------


def test_files_that_may_not_be_read_are_problems(
    show: Path, write: Write, episode_text: str
) -> None:
    write(show, {"episodes/night-1/pier.flac": "", "episodes/night-2/episode.md": episode_text})

    def refuse(path: Path) -> File:
        if path.name in {"pier.flac", "artwork.png"} or path.parent.name == "night-2":
            raise PermissionError(13, "Permission denied")
        return file_at(path)

    sources, problems = folder.list_episodes(show, refuse)
    assert [str(problem.place) for problem in problems] == [
        "episodes/night-1/pier.flac",
        "episodes/night-2/episode.md",
    ]
    assert {problem.code for problem in problems} == {"file-unreadable"}
    assert [source.slug for source in sources] == ["night-1"]


def test_a_folder_that_may_not_be_entered_is_a_problem(
    show: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir  # refused by hand, because root may enter every folder

    def refuse(path: str | Path) -> object:
        if str(path).endswith("episodes/night-1"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert told(show) == ["episodes/night-1 file-unreadable"]


def test_a_text_that_vanishes_before_it_is_read_is_a_problem(show: Path, tmp_path: Path) -> None:
    sources, _ = folder.list_episodes(show, file_at)
    (show / TEXT).unlink()
    read = read_episode(tmp_path, sources[0], House())
    assert [str(problem.place) for problem in read.problems] == [TEXT]
    assert read.problems[0].code == "file-unreadable"


def test_a_folder_in_the_place_of_show_yaml_is_a_problem(show: Path, told: Told) -> None:
    (show / "show.yaml").unlink()
    (show / "show.yaml").mkdir()
    assert told(show) == ["show.yaml file-unreadable"]


def test_a_folder_without_a_show_says_how_to_make_one(
    tmp_path: Path, told: Told, all_problems: Find
) -> None:
    assert told(tmp_path) == ["episodes no-episodes", "show.yaml missing-show"]
    assert told(tmp_path / "nowhere") == ["episodes no-episodes", "show.yaml missing-show"]
    (tmp_path / "show.yml").touch()
    hints = [problem.hint for problem in all_problems(tmp_path)]
    assert "rename show.yml" in hints


def test_episodes_that_are_a_file_are_a_problem(show: Path, told: Told) -> None:
    (show / TEXT).unlink()
    (show / "episodes/night-1").rmdir()
    (show / "episodes").rmdir()
    (show / "episodes").touch()
    assert told(show) == ["episodes not-a-folder"]


def test_a_pipe_is_not_waited_for(show: Path, told: Told) -> None:
    os.mkfifo(show / "episodes/night-1/pier.flac")
    assert told(show) == ["episodes/night-1/pier.flac not-a-file"]


@pytest.mark.skipif(sys.platform != "linux", reason="other disks keep names as text")
def test_a_file_name_that_is_not_utf_8_can_be_printed(show: Path, all_problems: Find) -> None:
    (show / "episodes/night-1" / os.fsdecode(b"caf\xe9.png")).touch()
    (show / "episodes" / os.fsdecode(b"nuit-\xe9")).mkdir()
    problems = all_problems(show)
    assert {problem.code for problem in problems} == {"bad-slug", "name-not-portable"}
    for problem in problems:
        str(problem).encode()


def test_a_name_that_macos_stores_in_two_pieces_is_found(
    show: Path, told: Told, episode_text: str
) -> None:
    (show / "episodes/night-1/caf\u0065\u0301.png").touch()
    text = episode_text + "\n![A café.](caf\u00e9.png)\n"
    (show / TEXT).write_text(text, encoding="utf-8")
    assert told(show) == []
    (show / TEXT).write_text(text.replace("caf\u00e9", "CAF\u00c9"), encoding="utf-8")
    assert told(show) == [f"{TEXT}:12:1 wrong-case"]
    (show / TEXT).write_text(text, encoding="utf-8")
    sources, _ = folder.list_episodes(show, file_at)
    episode = read_episode(show, sources[0], House()).episode
    assert episode is not None
    assert episode.file("caf\u00e9.png") is not None


def test_sixty_thousand_unknown_keys_are_not_guessed_at(show: Path, all_problems: Find) -> None:
    keys = "".join(f"titel{number}: 1\n" for number in range(60_000))
    (show / "show.yaml").write_text(keys, encoding="utf-8")
    started = time.process_time()
    problems = all_problems(show)
    assert time.process_time() - started < 5  # guessing at each would take a minute
    assert len(problems) < 600
    assert "too-many-problems" in {problem.code for problem in problems}
