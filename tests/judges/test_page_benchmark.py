"""What the benchmark of pages counts, on a page of which it is known."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

import bench_page
from quality_lighthouse import served

pytestmark = pytest.mark.judge

# Sound; a transcript after 60 kB, then 30 kB more, and 300 ms in which nothing can be touched.
PAGE = """\
<!DOCTYPE html>
<link rel="icon" href="data:,">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" alt="">
<p>Two words</p>
<script>
fetch("sound.mp3").then(answer => answer.arrayBuffer());
(async () => {
    await (await fetch("first.bin")).arrayBuffer();
    const paragraph = document.createElement("p");
    paragraph.className = "said";
    paragraph.textContent = "Read me";
    document.body.append(paragraph);
    await new Promise(done => setTimeout(done, 200));
    await (await fetch("second.bin")).arrayBuffer();
    // Chromium tells of no task that follows an answer by itself.
    setTimeout(() => {
        const begin = performance.now();
        while (performance.now() - begin < 300);
    });
})();
</script>
"""


@dataclass(frozen=True, slots=True)
class Opened:
    read: bench_page.Load
    untouched: bench_page.Load
    unscripted: int


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, chromium_is_here: None) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text(PAGE)
    for name, size in {"first.bin": 60, "second.bin": 30, "sound.mp3": 20}.items():
        (folder / name).write_bytes(os.urandom(size * 1000))
    with pytest.MonkeyPatch.context() as patch, served(folder) as home:
        # Less than an answer takes: a page that waits for one is not at rest.
        patch.setattr(bench_page, "QUIET", 0.4)
        with bench_page.sync_playwright() as playwright:
            browser = bench_page.chromium(playwright)
            yield Opened(
                bench_page.opened(browser, home, "p.said"),
                bench_page.opened(browser, home, None),
                bench_page.unscripted(browser, home),
            )
            browser.close()


def test_what_came_before_the_transcript_is_told_apart(opened: Opened) -> None:
    assert opened.read.read_requests == 2
    assert opened.read.whole_requests == 3
    assert opened.read.read_kilobytes == pytest.approx(60, abs=2)
    assert opened.read.whole_kilobytes == pytest.approx(90, abs=2)


def test_sound_is_counted_apart(opened: Opened) -> None:
    assert opened.read.sound_kilobytes == pytest.approx(20, abs=1)


def test_the_line_is_a_slow_telephones(opened: Opened) -> None:
    least = 2 * bench_page.LATENCY / 1000 + 60_000 / bench_page.DOWN
    assert opened.read.read_seconds is not None
    assert least * 0.95 < opened.read.read_seconds < least + 3


def test_a_page_is_ready_when_its_last_long_task_has_ended(opened: Opened) -> None:
    # An answer of 30 kB, and the task, lie between the transcript and rest.
    later = 0.2 + bench_page.LATENCY / 1000 + 30_000 / bench_page.DOWN + 0.3
    assert opened.read.read_seconds is not None
    assert opened.read.interactive_seconds > opened.read.read_seconds + 0.95 * later


def test_a_page_whose_transcript_nobody_waits_for_tells_of_none(opened: Opened) -> None:
    assert opened.untouched.read_seconds is None
    assert opened.untouched.whole_requests == 3


def test_words_are_counted_where_no_script_runs(opened: Opened) -> None:
    assert opened.unscripted == 2


def test_the_player_is_given_the_published_episode(tmp_path: Path) -> None:
    episode = tmp_path / "083"
    episode.mkdir()
    (episode / "083-1.mp3").write_bytes(b"sound")
    said = {"startTime": 3725.5, "endTime": 3726.25, "speaker": "Ira", "body": "Good evening."}
    (episode / "transcript.json").write_text(json.dumps({"segments": [said]}))
    chapter = {"startTime": 61, "title": "News </script>"}
    (episode / "chapters.json").write_text(json.dumps({"chapters": [chapter]}))
    site = bench_page.peer_site(tmp_path / "site", episode, tmp_path)
    (line,) = json.loads((site / "transcripts.json").read_text())
    assert (line["start"], line["end_ms"]) == ("01:02:05.500", 3_726_250)
    assert (line["speaker"], line["text"]) == ("Ira", "Good evening.")
    page = (site / "open.html").read_text()
    assert '"chapters": [{"start": "00:01:01.000", "title": "News \\u003c/script>"}]' in page
    assert '"size": "5"' in page
    assert '"activeTab": "transcripts"' in page
    assert "activeTab" not in (site / "closed.html").read_text()


def test_a_median_is_told_of_what_was_taken() -> None:
    assert bench_page.medians([{"a": a, "b": None} for a in (1, 9, 2)]) == {"a": 2}
