"""What is written is read back, and nothing else is there."""

import io
import json
import shutil
import subprocess
from dataclasses import replace

import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3, TIT2
from mutagen.mp4 import MP4, AtomDataType
from mutagen.oggopus import OggOpus
from PIL import Image

from izdat.media.encode import encode_flac, encode_m4a, encode_mp3, encode_opus
from izdat.media.id3_tags import tag_mp3
from izdat.media.languages import three_letters
from izdat.media.mp4_tags import tag_m4a
from izdat.media.tags import clock
from izdat.media.vorbis_tags import tag_flac, tag_opus
from izdat.model.mastering import Tags
from izdat.model.time import Chapter

TAGS = Tags(
    title="Когда пришла река — ١٢",
    show="The Night Ferry",
    artist="North Bank Assembly",
    date="2031-04-07",
    number=12,
    season=2,
    lang="ar",
    address="https://example.org/night-12/",
    description="Ten nights\non an embankment",
    licence="https://creativecommons.org/licenses/by/4.0/",
)
CHAPTERS = (
    Chapter(0.0, 0.333, "Bring rope", "call"),
    Chapter(0.333, 1.001, "На пристани", "pier"),
    Chapter(1.001, 2.0, "ليل", "night"),
)


@pytest.fixture
def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def mp3(tmp_path, sine):
    encode_mp3(tmp_path / "plain.mp3", iter([sine(2, 48000)]), 48000, 1, 64)
    return tmp_path / "plain.mp3"


@pytest.fixture
def opus(tmp_path, sine):
    encode_opus(tmp_path / "plain.opus", iter([sine(2, 48000)]), 1, 48)
    return tmp_path / "plain.opus"


@pytest.fixture
def m4a(tmp_path, sine):
    count = 90_000  # neither whole frames nor whole milliseconds
    path = tmp_path / "plain.m4a"
    encode_m4a(path, iter([sine(count / 48000, 48000)]), 48000, 1, 64, length=count)
    return path


@pytest.fixture
def flac(tmp_path, sine):
    encode_flac(tmp_path / "plain.flac", iter([sine(2, 48000)]), 48000, 1)
    return tmp_path / "plain.flac"


def test_an_mp3_holds_the_tags_and_nothing_else(tmp_path, mp3, jpeg):
    path = tmp_path / "a.mp3"
    tag_mp3(mp3, path, TAGS, CHAPTERS, jpeg)
    id3 = ID3(path, translate=False)
    assert id3.version == (2, 3, 0)
    texts = {key: str(frame) for key, frame in id3.items() if key[0] == "T"}
    assert texts == {
        "TIT2": TAGS.title,
        "TALB": TAGS.show,
        "TPE1": TAGS.artist,
        "TYER": "2031",
        "TDAT": "0704",
        "TCON": "Podcast",
        "TRCK": "12",
        "TPOS": "2",
        "TLAN": "ara",
        "TXXX:LICENSE": TAGS.licence,
    }
    others = {key for key in id3 if key[0] != "T"}
    chapters = {"CHAP:ch0", "CHAP:ch1", "CHAP:ch2", "CTOC:toc"}
    assert others == chapters | {"COMM::ara", "WOAS", "APIC:"}
    assert id3["COMM::ara"].text == [TAGS.description]
    assert id3["WOAS"].url == TAGS.address
    assert id3["APIC:"].data == jpeg
    assert id3["CTOC:toc"].child_element_ids == ["ch0", "ch1", "ch2"]
    assert [(id3[f"CHAP:ch{n}"].start_time, id3[f"CHAP:ch{n}"].end_time) for n in range(3)] == [
        (0, 333),
        (333, 1001),
        (1001, 2000),
    ]
    assert str(id3["CHAP:ch1"].sub_frames["TIT2"]) == "На пристани"
    data = path.read_bytes()
    assert data.endswith(mp3.read_bytes())
    assert not data[-128:].startswith(b"TAG")
    tag = data[: -mp3.stat().st_size]
    assert b"Lav" not in tag
    assert b"LAME" not in tag
    assert tag.endswith(bytes(4096))


def test_an_mp3_has_room_for_a_longer_title(tmp_path, mp3):
    path = tmp_path / "a.mp3"
    tag_mp3(mp3, path, TAGS, CHAPTERS, None)
    size = path.stat().st_size
    other = ID3(path)
    other["TIT2"] = TIT2(text=["A far longer title " * 50])
    other.save(v2_version=3)
    assert path.stat().st_size == size  # nothing was moved
    assert path.read_bytes().endswith(mp3.read_bytes())


def test_what_is_not_known_is_left_out(tmp_path, mp3, opus, m4a, flac):
    tag_mp3(mp3, tmp_path / "a.mp3", Tags("T"), (), None)
    assert set(ID3(tmp_path / "a.mp3", translate=False)) == {"TIT2", "TCON"}
    tag_opus(opus, tmp_path / "a.opus", Tags("T"), (), None)
    assert OggOpus(tmp_path / "a.opus").tags == [("TITLE", "T"), ("GENRE", "Podcast")]
    tag_flac(flac, tmp_path / "a.flac", Tags("T"), (), None)
    assert FLAC(tmp_path / "a.flac").tags == [("TITLE", "T"), ("GENRE", "Podcast")]
    tag_m4a(m4a, tmp_path / "a.m4a", Tags("T"), (), None)
    assert MP4(tmp_path / "a.m4a").tags == {"\xa9nam": ["T"], "\xa9gen": ["Podcast"]}


def test_an_opus_file_holds_the_tags_and_nothing_else(tmp_path, opus, jpeg, heard):
    path = tmp_path / "a.opus"
    tag_opus(opus, path, TAGS, CHAPTERS, jpeg)
    tags = OggOpus(path).tags
    assert tags.vendor == "izdat"
    block = Picture(__import__("base64").b64decode(tags["METADATA_BLOCK_PICTURE"][0]))
    assert (block.data, block.width, block.height, block.mime) == (jpeg, 64, 48, "image/jpeg")
    assert [pair for pair in tags if pair[0] != "METADATA_BLOCK_PICTURE"] == [
        ("TITLE", TAGS.title),
        ("ALBUM", TAGS.show),
        ("ARTIST", TAGS.artist),
        ("DATE", "2031-04-07"),
        ("GENRE", "Podcast"),
        ("TRACKNUMBER", "12"),
        ("DISCNUMBER", "2"),
        ("LANGUAGE", "ar"),
        ("DESCRIPTION", TAGS.description),
        ("CONTACT", TAGS.address),
        ("LICENSE", TAGS.licence),
        ("CHAPTER000", "00:00:00.000"),
        ("CHAPTER000NAME", "Bring rope"),
        ("CHAPTER001", "00:00:00.333"),
        ("CHAPTER001NAME", "На пристани"),
        ("CHAPTER002", "00:00:01.001"),
        ("CHAPTER002NAME", "ليل"),
    ]
    data = path.read_bytes()
    assert b"Lavf" not in data
    assert b"ffmpeg" not in data
    assert heard(path).tobytes() == heard(opus).tobytes()


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="no ffprobe here: no outside judge")
@pytest.mark.judge
@pytest.mark.parametrize(
    ("kind", "tag"), [("mp3", tag_mp3), ("opus", tag_opus), ("m4a", tag_m4a), ("flac", tag_flac)]
)
def test_ffprobe_reads_the_chapters_to_the_millisecond(
    tmp_path, mp3, opus, m4a, flac, jpeg, kind, tag
):
    path = tmp_path / f"a.{kind}"
    tag({"mp3": mp3, "opus": opus, "m4a": m4a, "flac": flac}[kind], path, TAGS, CHAPTERS, jpeg)
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", path],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    shown = json.loads(done.stdout)["chapters"]
    assert [
        (round(float(chapter["start_time"]) * 1000), chapter["tags"]["title"]) for chapter in shown
    ] == [(round(chapter.start * 1000), chapter.title) for chapter in CHAPTERS]
    ends = [round(float(chapter["end_time"]) * 1000) for chapter in shown]
    assert ends[:2] == [333, 1001]
    # The last chapter of Ogg has no end of its own: ffprobe takes the file's, pre-skip included.
    assert ends[2] - 2000 in ((0,) if kind == "mp3" else range(8))


def test_flac_has_the_comments_of_opus_and_its_own_picture(tmp_path, flac, opus, jpeg, heard):
    tag_flac(flac, tmp_path / "a.flac", TAGS, CHAPTERS, jpeg)
    tag_opus(opus, tmp_path / "a.opus", TAGS, CHAPTERS, None)
    file = FLAC(tmp_path / "a.flac")
    assert list(file.tags) == list(OggOpus(tmp_path / "a.opus").tags)
    assert file.tags.vendor == "izdat"
    assert [picture.data for picture in file.pictures] == [jpeg]
    kinds = [block.code for block in file.metadata_blocks]
    assert set(kinds) <= {0, 4, 6, 1}  # of the stream, comments, picture, padding
    data = (tmp_path / "a.flac").read_bytes()
    assert b"Lavf" not in data
    assert b"ffmpeg" not in data
    assert heard(tmp_path / "a.flac").tobytes() == heard(flac).tobytes()


def atoms(data: bytes, start: int = 0) -> list[tuple[str, bytes]]:
    """Every atom of an MP4 by its path, and its body, in the order of the file."""
    found = []

    def walk(begin: int, end: int, above: str) -> None:
        while begin < end:
            size = int.from_bytes(data[begin : begin + 4], "big")
            name = above + data[begin + 4 : begin + 8].decode("latin-1")
            found.append((name, data[begin + 8 : begin + size]))
            if name.rpartition("/")[2] in {"moov", "trak", "edts", "mdia", "udta", "ilst", "tref"}:
                walk(begin + 8, begin + size, f"{name}/")
            elif name.endswith("udta/meta"):
                walk(begin + 12, begin + size, f"{name}/")
            begin += size

    walk(start, len(data), "")
    return found


def test_an_m4a_holds_the_tags_and_nothing_else(tmp_path, m4a, jpeg, heard):
    path = tmp_path / "a.m4a"
    tag_m4a(m4a, path, TAGS, CHAPTERS, jpeg)
    tags = MP4(path).tags
    assert {key: value for key, value in tags.items() if key != "covr"} == {
        "\xa9nam": [TAGS.title],
        "\xa9alb": [TAGS.show],
        "\xa9ART": [TAGS.artist],
        "\xa9day": ["2031-04-07"],
        "\xa9gen": ["Podcast"],
        "trkn": [(12, 0)],
        "disk": [(2, 0)],
        "desc": [TAGS.description],
        "----:com.apple.iTunes:LANGUAGE": [b"ar"],
        "----:com.apple.iTunes:WEBSITE": [TAGS.address.encode()],
        "----:com.apple.iTunes:LICENSE": [TAGS.licence.encode()],
    }
    assert tags["----:com.apple.iTunes:LICENSE"][0].dataformat == AtomDataType.UTF8
    assert [bytes(cover) for cover in tags["covr"]] == [jpeg]
    assert [(chapter.start, chapter.title) for chapter in MP4(path).chapters] == [
        (chapter.start, chapter.title) for chapter in CHAPTERS
    ]
    data = path.read_bytes()
    for foreign in (b"Lav", b"ffmpeg", b"mutagen", b"\xa9too"):
        assert foreign not in data
    found = atoms(data)
    names = [name for name, _ in found]
    # What is needed to play comes before the sound; "free" atoms hold nothing at all.
    assert [name for name in names if "/" not in name] == ["ftyp", "moov", "free", "mdat"]
    assert {body for name, body in found if name.endswith("free")} == {b""}
    assert {name for name in names if name.startswith("moov/udta/")} == {
        "moov/udta/meta", "moov/udta/chpl", "moov/udta/meta/hdlr", "moov/udta/meta/free",
        "moov/udta/meta/ilst", *(f"moov/udta/meta/ilst/{key[:4]}" for key in tags),
    }  # fmt: skip
    for name, body in found:
        if name.endswith(("mvhd", "tkhd", "mdhd")):
            assert body[4:12] == bytes(8), name  # neither made nor changed at any time
    assert heard(path).tobytes() == heard(m4a).tobytes()
    assert heard(path).shape[1] == 90_000


def test_a_title_of_a_chapter_is_cut_between_letters(tmp_path, m4a):
    long = Chapter(0.0, 1.0, "ж" * 200, "long")  # 400 bytes; Nero's list takes 255
    tag_m4a(m4a, tmp_path / "a.m4a", TAGS, (long,), None)
    assert [chapter.title for chapter in MP4(tmp_path / "a.m4a").chapters] == ["ж" * 127]


def test_more_chapters_than_one_table_can_hold(tmp_path, mp3):
    many = tuple(Chapter(n / 1000, (n + 1) / 1000, f"{n}", "") for n in range(600))
    tag_mp3(mp3, tmp_path / "a.mp3", TAGS, many, None)
    id3 = ID3(tmp_path / "a.mp3")
    assert len(id3.getall("CHAP")) == 600
    assert id3["CTOC:toc"].child_element_ids == ["toc0", "toc1", "toc2"]
    named = [child for n in range(3) for child in id3[f"CTOC:toc{n}"].child_element_ids]
    assert named == [f"ch{n}" for n in range(600)]


def test_the_same_tags_give_the_same_bytes(tmp_path, mp3, opus, m4a, flac, jpeg):
    writers = ((tag_mp3, mp3), (tag_opus, opus), (tag_m4a, m4a), (tag_flac, flac))
    for write, source in writers:
        write(source, tmp_path / "a", TAGS, CHAPTERS, jpeg)
        write(source, tmp_path / "b", TAGS, CHAPTERS, jpeg)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_tag_does_not_grow_with_what_an_editor_writes(tmp_path, mp3, opus, m4a, flac):
    tags = replace(TAGS, description="река " * 100_000)
    for write, source in ((tag_mp3, mp3), (tag_opus, opus), (tag_m4a, m4a), (tag_flac, flac)):
        path = tmp_path / "a"
        write(source, path, tags, CHAPTERS, None)
        assert path.stat().st_size - source.stat().st_size < 16_000


def test_a_control_character_ends_no_field(tmp_path, mp3):
    tag_mp3(mp3, tmp_path / "a.mp3", Tags("one\0two\x1bthree"), (), None)
    assert ID3(tmp_path / "a.mp3")["TIT2"].text == ["one two three"]


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "eng"), ("pt-BR", "por"), ("fa", "fas"), ("haw", "haw"), ("xx", "und"), ("", "und")],
)
def test_languages_have_three_letters(tag, code):
    assert three_letters(tag) == code


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00:00:00.000"), (59.9996, "00:01:00.000"), (3661.5, "01:01:01.500")],
)
def test_clock_times_carry_over(seconds, text):
    assert clock(seconds) == text
