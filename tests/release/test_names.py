"""Names that no mirror may be asked to write: rows 14 and 16 of docs/release.md."""

import pytest

from izdat.release import unsafe_names


@pytest.mark.parametrize(
    "name",
    [
        "../a", "a/../b", "/etc/passwd", "a//b", "a/./b", "", "C:/a", "C:a", "a\\b", "a\0b",
        "a\nb", "\u202egnp.exe", "a\u200db", "con", "Con.txt", "a/NUL", "com1.mp3", "LPT¹",
        "a.", "a ", "a./b", " a", "-rf", "a/-rf", ".htaccess", "a/.git/config", "~a",
        "a" * 256, "ж" * 128, "/".join(["a"] * 33), "/".join(["a" * 250] * 5),
        "a?b", "a*b", 'a"b', "a|b", "a<b", "a>b",
        "a\ud800b", "cafe\u0301.html", "release/1.root.json", "RELEASE/a", "SHA256SUMS",
        "sha256sums.anna.minisig", "a\ue000b",
    ],
)  # fmt: skip
def test_a_name_that_some_disk_cannot_hold_is_refused(name):
    assert [found for found, _ in unsafe_names([name])] == [name]


@pytest.mark.parametrize(
    "name",
    ["index.html", "083/audio.mp3", "café/ночной паром.html", "a-b_c.d", "夜/渡し.mp3", "a" * 255,
     "console.html", "com10", "releases/a"],
)  # fmt: skip
def test_an_ordinary_name_is_taken(name):
    assert unsafe_names([name]) == []


@pytest.mark.parametrize(
    "names",
    [
        ["a.html", "A.html"], ["Straße", "STRASSE"], ["a/b", "A/c"], ["a", "a/b"], ["A", "a/b"],
        ["x/é", "x/É"], ["ΜΆΙΟΣ", "μάιος"],
    ],
)  # fmt: skip
def test_two_names_that_are_one_on_some_disk_are_refused(names):
    assert unsafe_names(names)


def test_a_release_has_an_end():
    assert (
        unsafe_names(f"{n}" for n in range(100_001))[-1][1] == "there are more than 100,000 files"
    )
