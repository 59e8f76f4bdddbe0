"""A picture for embedding holds pixels and nothing else."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from izdat.media.artwork import MOST_BYTES, artwork
from izdat.media.unreadable import Unreadable
from izdat.model.file import File, file_at


def saved(path: Path, picture: Image.Image, **options) -> File:
    picture.save(path, **options)
    return file_at(path)


def noise(side: int) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)
    return Image.fromarray(pixels)


def test_the_noisiest_picture_fits(tmp_path):
    jpeg = artwork(saved(tmp_path / "a.png", noise(2000)))
    assert len(jpeg) <= MOST_BYTES
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (1400, 1400), "RGB")


def test_a_small_picture_is_not_blown_up(tmp_path):
    jpeg = artwork(saved(tmp_path / "a.png", noise(300)))
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.size == (300, 300)


def test_nothing_but_pixels_goes_in(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    picture = Image.new("RGB", (200, 100), "red")
    file = saved(
        tmp_path / "a.jpg", picture, exif=exif, comment=b"a secret", icc_profile=b"secret" * 20
    )
    jpeg = artwork(file)
    assert b"secret" not in jpeg
    assert b"Exif" not in jpeg
    with Image.open(io.BytesIO(jpeg)) as upright:
        assert upright.size == (100, 200)
        assert not upright.getexif()
        assert set(upright.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_transparent_becomes_white(tmp_path):
    jpeg = artwork(saved(tmp_path / "a.png", Image.new("RGBA", (50, 50), (0, 0, 0, 0))))
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.getpixel((25, 25)) == (255, 255, 255)


def test_the_same_picture_gives_the_same_bytes(tmp_path):
    file = saved(tmp_path / "a.png", noise(500))
    assert artwork(file) == artwork(file)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    path = tmp_path / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(Unreadable):
        artwork(file_at(path))


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused(tmp_path, data):
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as wrong:
        artwork(file_at(path))
    assert wrong.value.code == "artwork-unreadable"


def test_a_picture_that_is_cut_off_is_refused(tmp_path):
    whole = saved(tmp_path / "a.png", noise(300))
    whole.path.write_bytes(whole.path.read_bytes()[:50_000])
    with pytest.raises(Unreadable):
        artwork(file_at(whole.path))
