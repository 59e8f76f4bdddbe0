"""Tags are written beside the sound: a new title costs no encoding."""

import hashlib

import pytest
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from PIL import Image

from izdat.master import TAG
from izdat.media.decode import decode
from izdat.media.encode import encode_flac, encode_m4a, encode_mp3, encode_opus
from izdat.media.unreadable import Unreadable
from izdat.model.file import file_at
from izdat.model.mastering import EncodedSound, Tags
from izdat.model.sound import Loudness
from izdat.model.time import Chapter


@pytest.fixture(params=["mp3", "opus", "m4a", "flac"])
def encoded(request, tmp_path, sine):
    path = tmp_path / f"episode.{request.param}"
    {
        "mp3": lambda: encode_mp3(path, iter([sine(2)]), 48000, 1, 64),
        "opus": lambda: encode_opus(path, iter([sine(2)]), 1, 48),
        "m4a": lambda: encode_m4a(path, iter([sine(2)]), 48000, 1, 64, length=96_000),
        "flac": lambda: encode_flac(path, iter([sine(2)]), 48000, 1),
    }[request.param]()
    sound = EncodedSound(file_at(path), request.param, 64_000, 2.0, Loudness(-20, -20))
    return sound, TAG[request.param]


CHAPTERS = (Chapter(0.0, 2.0, "All of it", "all"),)


def test_the_name_holds_the_digest_and_changes_with_the_bytes(tmp_path, encoded):
    sound, tag = encoded
    folder = tmp_path / "empty"
    folder.mkdir()
    made = tag(folder, sound, "night-1", Tags("One"), CHAPTERS)
    digest = hashlib.sha256(made.file.path.read_bytes()).hexdigest()
    assert made.name == f"night-1-{digest[:8]}.{sound.codec}"
    assert made.name == made.file.path.name
    assert (made.file.sha256, made.file.size) == (digest, made.file.path.stat().st_size)
    assert [path.name for path in folder.iterdir()] == [made.name]
    other = tag(folder, sound, "night-1", Tags("Two"), CHAPTERS)
    assert other.name != made.name
    assert tag(folder, sound, "night-1", Tags("One"), CHAPTERS) == made


def test_the_sound_is_the_same_behind_other_tags(tmp_path, encoded):
    sound, tag = encoded
    picture = tmp_path / "cover.png"
    Image.new("RGB", (1500, 1500), "teal").save(picture)
    made = tag(tmp_path, sound, "a", Tags("One"), CHAPTERS, file_at(picture))
    before = [block.tobytes() for block in decode(sound.file.path, None, 1)]
    after = [block.tobytes() for block in decode(made.file.path, None, 1)]
    assert before == after
    assert made.duration == 2.0
    path = made.file.path
    mime, picture = {
        "mp3": lambda: ("audio/mpeg", ID3(path)["APIC:"].data),
        "opus": lambda: ("audio/ogg", OggOpus(path).tags["METADATA_BLOCK_PICTURE"]),
        "m4a": lambda: ("audio/x-m4a", MP4(path)["covr"][0]),
        "flac": lambda: ("audio/flac", FLAC(path).pictures[0].data),
    }[sound.codec]()
    assert made.mime == mime
    assert sound.codec == "opus" or picture.startswith(b"\xff\xd8")


def test_the_encoded_file_is_left_as_it_was(tmp_path, encoded):
    sound, tag = encoded
    tag(tmp_path, sound, "a", Tags("One"), CHAPTERS)
    assert file_at(sound.file.path) == sound.file


def test_artwork_that_is_no_picture_is_refused(tmp_path, encoded):
    sound, tag = encoded
    text = tmp_path / "cover.png"
    text.write_text("no picture")
    with pytest.raises(Unreadable) as wrong:
        tag(tmp_path, sound, "a", Tags("One"), CHAPTERS, file_at(text))
    assert wrong.value.code == "artwork-unreadable"
