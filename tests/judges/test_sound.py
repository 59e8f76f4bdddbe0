"""The sound files say the same as the page, the feed and the chapters, and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

pytestmark = pytest.mark.judge

SUFFIXES = {".mp3", ".opus", ".m4a", ".flac"}

Chapters = list[tuple[str, int]]  # (title, milliseconds)


def sounds(public: Path) -> list[Path]:
    return sorted(path for path in public.rglob("*") if path.suffix in SUFFIXES)


def chapters_of(path: Path) -> Chapters:
    """What ``chapters.json`` beside the file says."""
    own = json.loads((path.parent / "chapters.json").read_bytes())["chapters"]
    return [(chapter["title"], milliseconds(chapter["startTime"])) for chapter in own]


def milliseconds(seconds: str | float) -> int:
    return round(float(seconds) * 1000)


@pytest.fixture
def items(public: Path, address: str) -> dict[str, dict[str, Any]]:
    """The item of every sound file in the feeds, by the file's path in the site."""
    return {
        attachment["url"].removeprefix(address): item | {"attachment": attachment}
        for feed in public.rglob("feed*.json")
        for item in json.loads(feed.read_bytes())["items"]
        for attachment in item.get("attachments", [])
    }


def test_every_codec_is_there(public: Path) -> None:
    wanted = {".mp3"} if public.parent.name == "judged-episode-83" else SUFFIXES
    assert {path.suffix for path in sounds(public)} == wanted


def test_ffprobe_reads_the_chapters_of_every_file(
    public: Path, ffprobe: Callable[[Path], dict[str, Any]]
) -> None:
    for path in sounds(public):
        read = ffprobe(path)["chapters"]
        found = [(each["tags"]["title"], milliseconds(each["start_time"])) for each in read]
        assert found == chapters_of(path), path
        if path.suffix in {".mp3", ".m4a"}:  # Vorbis comments know no end of a chapter
            own = json.loads((path.parent / "chapters.json").read_bytes())["chapters"]
            ends = [milliseconds(chapter["end_time"]) for chapter in read]
            assert ends == [milliseconds(chapter["endTime"]) for chapter in own], path


def test_mutagen_reads_the_chapters_of_every_file(public: Path) -> None:
    for path in sounds(public):
        assert CHAPTERS[path.suffix](path) == chapters_of(path), path


def id3_chapters(path: Path) -> Chapters:
    id3 = ID3(path)
    frames = [id3[f"CHAP:{name}"] for name in id3["CTOC:toc"].child_element_ids]
    return [(str(frame.sub_frames["TIT2"]), frame.start_time) for frame in frames]


def vorbis_chapters(path: Path) -> Chapters:
    tags = FLAC(path).tags if path.suffix == ".flac" else OggOpus(path).tags
    found = []
    for key in sorted(key for key in tags.keys() if key.startswith("chapter")):  # noqa: SIM118
        if not key.endswith("name"):
            hours, minutes, seconds = tags[key][0].split(":")
            time = (int(hours) * 60 + int(minutes)) * 60 + float(seconds)
            found.append((tags[f"{key}name"][0], milliseconds(time)))
    return found


def mp4_chapters(path: Path) -> Chapters:
    return [(chapter.title, milliseconds(chapter.start)) for chapter in MP4(path).chapters]


CHAPTERS = {
    ".mp3": id3_chapters, ".opus": vorbis_chapters, ".flac": vorbis_chapters, ".m4a": mp4_chapters
}  # fmt: skip


def test_the_page_lists_the_same_chapters(public: Path) -> None:
    for file in public.rglob("chapters.json"):
        page = lxml.html.parse(file.with_name("index.html"))
        listed = [
            (item.xpath("string(a[1])"), milliseconds(time.removeprefix("PT").removesuffix("S")))
            for item in page.xpath('//nav[@class="contents"]//li')
            for time in item.xpath(".//time/@datetime")
        ]
        own = chapters_of(file)
        assert [title for title, _ in listed] == [title for title, _ in own], file
        for (_, shown), (_, time) in zip(listed, own, strict=True):
            assert abs(shown - time) <= 10, file  # a page tells hundredths


def test_the_tags_are_those_of_the_page_and_no_others(
    public: Path, ffprobe: Callable[[Path], dict[str, Any]], items: dict[str, dict[str, Any]]
) -> None:
    authors = json.loads((public / "feed.json").read_bytes()).get("authors", [])
    author = authors[0]["name"] if authors else ""
    for path in sounds(public):
        name = path.relative_to(public).as_posix()
        told = {
            key.lower(): value for key, value in ffprobe(path)["format"].get("tags", {}).items()
        } | {key.lower(): value for key, value in stream_tags(ffprobe(path)).items()}
        assert set(told) <= ALLOWED, path
        if name not in items:  # an archive is in no feed
            continue
        item = items[name]
        assert told["title"] == item["title"]
        assert told["date"] == item["date_published"][:10]
        assert told.get("description", told.get("comment", "")) == item.get("summary", "")
        assert told.get("artist", "") == author


# ``encoder`` is the LAME3.100 of an Info frame; the rest of the last line is what MP4 needs.
ALLOWED = {
    "title", "album", "artist", "date", "genre", "track", "disc", "language", "comment",
    "description", "contact", "website", "license", "encoder",
    "major_brand", "minor_version", "compatible_brands",
}  # fmt: skip


def stream_tags(probed: dict[str, Any]) -> dict[str, str]:
    """What the first stream of sound says, without the names that FFmpeg gives to its parts."""
    (sound,) = (each for each in probed["streams"] if each["codec_type"] == "audio")
    tags = sound.get("tags", {})
    assert tags.get("encoder", "LAME3.100") == "LAME3.100"
    return {k: v for k, v in tags.items() if k not in {"handler_name", "vendor_id"}}


def test_no_program_has_left_its_name(public: Path) -> None:
    for path in sounds(public):
        data = path.read_bytes()
        for name in (b"Lavf", b"Lavc", b"ffmpeg", b"mutagen", b"libopus", b"libFLAC", b"Xiph."):
            assert name not in data, (path, name)
        assert data.count(b"LAME") == (path.suffix == ".mp3"), path


def test_every_file_lasts_as_long_as_its_feed_says(
    public: Path, ffprobe: Callable[[Path], dict[str, Any]], items: dict[str, dict[str, Any]]
) -> None:
    # An MP3 has whole frames, and up to four of them before and behind; Opus a delay before.
    near = {".mp3": 0.1, ".opus": 0.01, ".m4a": 0.001}
    for path in sounds(public):
        name = path.relative_to(public).as_posix()
        if name in items:
            said = items[name]["attachment"]["duration_in_seconds"]
            duration = float(ffprobe(path)["format"]["duration"])
            assert duration == pytest.approx(said, abs=near[path.suffix]), path


def test_chromium_plays_every_codec_of_an_episode_at_one_length(
    public: Path, chromium_played: Callable[..., list[dict[str, float]]]
) -> None:
    shortest = min(sounds(public), key=lambda path: path.stat().st_size).parent
    paths = [path for path in sounds(public) if path.parent == shortest]
    played = chromium_played(public, *paths)
    assert len({each["samples"] for each in played}) == 1
    for path, each in zip(paths, played, strict=True):
        seconds = each["samples"] / 48_000
        assert each["duration"] == pytest.approx(seconds, abs=0.05), path
        assert seconds / 2 < each["heard"] < seconds, path
