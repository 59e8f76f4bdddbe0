"""The verbs, as a person types them: what they print, and their exit codes."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result

from izdat.cli import main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words), catch_exceptions=False)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = tmp_path / "show"
    assert run("new", str(folder), "--title", 'A "first" show: yes').exit_code == 0
    return folder


def test_a_new_show_is_free_of_problems(show: Path) -> None:
    result = run("check", str(show))
    assert result.exit_code == 0
    assert "1 episode, no errors" in result.output


def test_a_new_show_builds_and_then_has_nothing_to_do(show: Path) -> None:
    assert run("build", str(show), "--jobs", "1").exit_code == 0
    assert (show / "public" / "index.html").is_file()
    assert (show / "public" / "first" / "index.html").is_file()
    again = json.loads(run("build", str(show), "--json").output.splitlines()[-1])
    assert (again["steps"], again["written"], again["removed"]) == (0, 0, 0)
    assert again["unchanged"] > 10


def test_new_writes_nothing_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("new", str(tmp_path))
    assert result.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_new_refuses_what_is_no_language_and_what_cannot_be_written(tmp_path: Path) -> None:
    result = run("new", str(tmp_path / "show"), "--lang", "xx-bad")
    assert result.exit_code == 2
    assert not (tmp_path / "show").exists()
    (tmp_path / "file").write_text("")
    result = run("new", str(tmp_path / "file" / "show"))
    assert result.exit_code == 2
    assert "cannot write" in result.output


def test_problems_end_with_1_and_leave_the_published_site_alone(show: Path) -> None:
    run("build", str(show), "--jobs", "1")
    before = (show / "public" / "index.html").read_bytes()
    episode = show / "episodes" / "first" / "episode.md"
    episode.write_text(episode.read_text().replace("@host:", "@hots:"))
    result = run("build", str(show))
    assert result.exit_code == 1
    assert "episodes/first/episode.md:15:1" in result.output
    assert "[unknown-voice]" in result.output
    assert (show / "public" / "index.html").read_bytes() == before


def test_json_has_a_problem_a_line(show: Path) -> None:
    (show / "show.yaml").write_text((show / "show.yaml").read_text() + "\nlanguag: en\n")
    result = run("check", str(show), "--json")
    problems = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 1
    assert [p["code"] for p in problems if p["severity"] == "error"] == ["unknown-key"]
    assert "lang" in problems[0]["hint"]


def test_what_is_missing_ends_with_3_and_the_command_that_mends_it(show: Path) -> None:
    text = (show / "show.yaml").read_text().replace("engine: espeak", "engine: parrot")
    (show / "show.yaml").write_text(text)
    result = run("build", str(show))
    assert result.exit_code == 3
    assert "parrot" in result.output
    assert "Traceback" not in result.output


def test_a_wrong_word_ends_with_2() -> None:
    assert run("bild").exit_code == 2
    assert run("build", "--jobs", "0").exit_code == 2


def test_why_says_what_a_build_would_do(show: Path) -> None:
    assert "first time" in run("why", "--show", str(show)).output
    run("build", str(show), "--jobs", "1")
    assert "nothing" in run("why", "--show", str(show)).output
    episode = show / "episodes" / "first" / "episode.md"
    episode.write_text(episode.read_text().replace("Hello. ", "Good evening. "))
    output = run("why", "first", "--show", str(show)).output
    assert "changed" in output
    assert "first" in output


def test_why_does_not_call_a_broken_show_finished(show: Path) -> None:
    run("build", str(show), "--jobs", "1")
    episode = show / "episodes" / "first" / "episode.md"
    episode.write_text(episode.read_text().replace("@host:", "@hots:"))
    run("check", str(show))
    result = run("why", "--show", str(show))
    assert result.exit_code == 1
    assert "[unknown-voice]" in result.output
    assert "nothing" not in result.output


def test_why_knows_which_episodes_there_are(show: Path) -> None:
    result = run("why", "frist", "--show", str(show))
    assert result.exit_code == 2
    assert "frist" in result.output


def test_why_tells_of_an_episode_whose_day_has_not_come_if_asked(show: Path) -> None:
    episode = show / "episodes" / "first" / "episode.md"
    lines = episode.read_text().splitlines()
    lines = ["published: 2931-01-01T00:00:00Z" if x.startswith("published") else x for x in lines]
    episode.write_text("\n".join(lines) + "\n")
    run("build", str(show), "--jobs", "1")
    assert "nothing" in run("why", "--show", str(show)).output
    assert "first" in run("why", "--future", "--show", str(show)).output


def test_a_blank_line_runs_one_step_and_writes_nothing(show: Path) -> None:
    run("build", str(show), "--jobs", "1")
    episode = show / "episodes" / "first" / "episode.md"
    episode.write_text(episode.read_text().replace("\n\n@host", "\n\n\n@host"))
    again = json.loads(run("build", str(show), "--json").output.splitlines()[-1])
    assert (again["steps"], again["written"]) == (1, 0)


def test_clean_frees_what_the_last_build_did_not_use(show: Path) -> None:
    run("build", str(show), "--jobs", "1")
    episode = show / "episodes" / "first" / "episode.md"
    episode.write_text(episode.read_text().replace("Hello. ", "Good evening. "))
    run("build", str(show), "--jobs", "1")
    cleaned = json.loads(run("clean", str(show), "--json").output)
    assert cleaned["results"] > 0
    again = json.loads(run("build", str(show), "--json").output.splitlines()[-1])
    assert again["steps"] == 0


def test_drafts_are_left_out_and_built_to_a_secret_address(show: Path) -> None:
    episode = show / "episodes" / "first" / "episode.md"
    episode.write_text(episode.read_text().replace("number: 1", "number: 1\ndraft: true"))
    run("build", str(show), "--jobs", "1")
    assert not (show / "public" / "first").exists()
    result = run("build", str(show), "--jobs", "1", "--drafts", "--json")
    lines = [json.loads(line) for line in result.output.splitlines()]
    address = next(line["address"] for line in lines if line["event"] == "draft")
    assert address.startswith("drafts/")
    page = (show / "public" / address).read_text()
    assert "noindex" in page
    for name in ("feed.xml", "feed.json", "sitemap.xml", "sitemap.txt", "index.html"):
        assert address.split("/")[1] not in (show / "public" / name).read_text()


def test_an_episode_whose_day_has_not_come_is_held_back(show: Path) -> None:
    episode = show / "episodes" / "first" / "episode.md"
    lines = episode.read_text().splitlines()
    lines = ["published: 2931-01-01T00:00:00Z" if x.startswith("published") else x for x in lines]
    episode.write_text("\n".join(lines) + "\n")
    run("build", str(show), "--jobs", "1")
    assert not (show / "public" / "first").exists()
    run("build", str(show), "--jobs", "1", "--future")
    assert (show / "public" / "first" / "index.html").exists()


@pytest.mark.slow
def test_serve_builds_again_when_a_file_changes_and_ends_with_ctrl_c(show: Path) -> None:
    command = [sys.executable, "-m", "izdat", "serve", str(show), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        events = (json.loads(line) for line in serving.stdout)
        address = next(each["address"] for each in events if each["event"] == "serving")
        episode = show / "episodes" / "first" / "episode.md"
        episode.write_text(episode.read_text().replace("Hello. ", "Good evening. "))
        page = ""
        until = time.monotonic() + 60
        while "Good evening." not in page and time.monotonic() < until:
            time.sleep(0.2)
            page = urlopen(f"{address}first/transcript.html").read().decode()
        serving.send_signal(signal.SIGINT)
        try:
            assert serving.wait(30) == 0
        finally:
            serving.kill()  # else a server that goes on holds up all tests for ever
    assert "Good evening." in page


def test_speak_writes_sound_and_the_time_of_each_word(tmp_path: Path) -> None:
    text, out = tmp_path / "text.txt", tmp_path / "speech.wav"
    text.write_text("Good evening.\n\nThe river came in.")
    assert run("speak", str(text), "--out", str(out)).exit_code == 0
    assert out.stat().st_size > 20_000
    assert "river" in (tmp_path / "speech.words.vtt").read_text()


def test_speak_says_what_it_cannot_read_or_write(tmp_path: Path) -> None:
    good, latin = tmp_path / "good.txt", tmp_path / "latin.txt"
    good.write_text("Good evening.")
    latin.write_bytes("Très bien.".encode("latin-1"))
    out = str(tmp_path / "speech.wav")
    assert "UTF-8" in run("speak", str(latin), "--out", out).output
    nowhere = run("speak", str(good), "--out", str(tmp_path / "nowhere" / "speech.wav"))
    assert "no folder" in nowhere.output
    assert run("speak", str(good), "--out", str(tmp_path / "speech.mp3")).exit_code == 2


def test_a_warning_says_that_it_is_one(show: Path) -> None:
    text = (show / "show.yaml").read_text().replace("lang: en", "lang: en\nlanguages: [en, uk]")
    (show / "show.yaml").write_text(text)
    result = run("check", str(show))
    assert result.exit_code == 0
    assert "1:1: warning: there is no translation into uk" in result.output


def test_import_never_writes_over_an_episode(show: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("A short page.\n\nIt has two paragraphs.\n")
    assert (
        run("import", "transcript", str(page), "--episode", "002", "--show", str(show)).exit_code
        == 0
    )
    report = show / "episodes" / "002" / "import-report.md"
    assert report.is_file()
    episode = (show / "episodes" / "002" / "episode.md").read_text()
    assert "It has two paragraphs." in episode
    again = run("import", "transcript", str(page), "--episode", "002", "--show", str(show))
    assert again.exit_code == 2
    assert (show / "episodes" / "002" / "episode.md").read_text() == episode


def test_engines_are_listed_with_how_to_install_them() -> None:
    lines = [json.loads(line) for line in run("engines", "--json").output.splitlines()]
    by_name = {line["name"]: line for line in lines}
    assert by_name["espeak"]["is_installed"]
    assert by_name["piper"]["is_installed"] or "piper" in by_name["piper"]["install"].lower()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_can_complete(shell: str) -> None:
    assert "_IZDAT_COMPLETE" in run("completion", shell).output


@pytest.mark.parametrize("verb", ["check", "build"])
def test_a_folder_without_a_show_is_refused_and_left_as_it_was(tmp_path: Path, verb: str) -> None:
    result = run(verb, str(tmp_path))
    assert result.exit_code == 3
    assert "izdat new" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_recording_is_not_imported_as_text(show: Path, tmp_path: Path) -> None:
    voice = tmp_path / "voice.wav"
    voice.write_bytes(b"RIFF" + bytes(range(256)) * 40)
    result = run("import", "transcript", str(voice), "--episode", "002", "--show", str(show))
    assert result.exit_code == 1
    assert "[import-not-text]" in result.output
    assert not (show / "episodes" / "002").exists()


def test_missing_translations_are_told_once_for_each_language(show: Path) -> None:
    text = (show / "show.yaml").read_text() + "languages: [en, ar]\n"
    (show / "show.yaml").write_text(text)
    first = (show / "episodes" / "first" / "episode.md").read_text()
    for number in (2, 3):
        episode = show / "episodes" / f"night-{number}" / "episode.md"
        episode.parent.mkdir()
        episode.write_text(first.replace("number: 1", f"number: {number}"))
    output = run("check", str(show)).output
    assert output.count("[missing-translation]") == 1
    assert "2 other episodes" in output


def test_texts_are_read_even_where_show_yaml_cannot_be(show: Path) -> None:
    (show / "show.yaml").write_text("title: [\n")
    episode = show / "episodes" / "first" / "episode.md"
    episode.write_text(episode.read_text().replace("{.note}", "{.nota}"))
    output = run("check", str(show)).output
    assert "show.yaml:" in output
    assert "[unknown-mark]" in output
    assert "[unknown-voice]" not in output  # the voices stand in show.yaml
