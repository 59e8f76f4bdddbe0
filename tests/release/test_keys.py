import shutil
import subprocess

import pytest

from izdat.release import (
    Forged,
    Malformed,
    WrongPassphrase,
    is_fingerprint,
    locked,
    new_key,
    public_key,
    public_text,
    read_public,
    unlocked,
)
from izdat.release.fingerprint import _word
from izdat.release.minisign import check_minisign, minisign, minisign_key


def test_a_locked_key_opens_with_its_passphrase_only():
    key = new_key()
    data = locked(key, "ночной паром")
    assert unlocked(data, "ночной паром").public_key == key.public_key
    with pytest.raises(WrongPassphrase):
        unlocked(data, "ночной паро")


def test_a_locked_key_does_not_hold_the_key():
    key = new_key()
    assert key.private_bytes not in locked(key, "x")
    assert locked(key, "x") != locked(key, "x")


def test_the_lock_has_600000_rounds():
    import base64

    text = locked(new_key(), "x").decode().split("-----")[2]
    assert (600_000).to_bytes(3, "big") in base64.b64decode(text)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
def test_openssl_opens_the_key_too(tmp_path):
    key = new_key()
    (tmp_path / "key.pem").write_bytes(locked(key, "x"))
    opened = subprocess.run(
        ["openssl", "pkey", "-in", "key.pem", "-passin", "pass:x"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    assert opened.stdout.strip() == key.private_bytes.strip()


def test_a_key_that_is_not_locked_is_not_taken():
    with pytest.raises(Malformed):
        unlocked(new_key().private_bytes, "x")


def test_a_public_key_travels_as_text():
    key = public_key(new_key(), "Анна")
    assert read_public(public_text(key).encode()) == key


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"x" * 5000, b'{"keytype":"rsa"}', b"\xff"])
def test_what_is_no_public_key_is_refused(data):
    with pytest.raises(Malformed):
        read_public(data)


def test_a_public_key_with_anothers_id_is_refused():
    one, other = public_key(new_key(), "a"), public_key(new_key(), "a")
    text = public_text(one).replace(one.keyid, other.keyid)
    with pytest.raises(Malformed, match="another key's"):
        read_public(text.encode())


def test_a_name_that_would_write_over_the_terminal_is_refused():
    text = public_text(public_key(new_key(), "a\x1b[2J"))
    with pytest.raises(Malformed):
        read_public(text.encode())


# ---- minisign --------------------------------------------------------------------


def test_minisigns_form_is_checked_here():
    key = new_key()
    text = minisign(b"sums", key, "release 3")
    assert check_minisign(b"sums", text.encode(), key.public_key) == "release 3"
    for data, signature, public in (
        (b"sumz", text, key.public_key),
        (b"sums", text.replace("release 3", "release 4"), key.public_key),
        (b"sums", text, new_key().public_key),
    ):
        with pytest.raises(Forged):
            check_minisign(data, signature.encode(), public)


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not here")
@pytest.mark.judge
def test_minisign_itself_takes_the_signature(tmp_path):
    key = new_key()
    (tmp_path / "SHA256SUMS").write_bytes(b"sums\n")
    (tmp_path / "SHA256SUMS.minisig").write_text(minisign(b"sums\n", key, "release 3"))
    public = minisign_key(key.public_key).splitlines()[1]
    command = ["minisign", "-V", "-P", public, "-m", "SHA256SUMS"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "Trusted comment: release 3" in said.stdout
    (tmp_path / "SHA256SUMS").write_bytes(b"sumz\n")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


# ---- the words -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words"),
    # The examples of the proposal, arXiv:0901.4016, section 3: IPv4 addresses.
    [
        ("127.0.0.1", "lusab babad"), ("63.84.220.193", "gutih tugad"),
        ("63.118.7.35", "gutuk bisog"), ("140.98.193.141", "mudof sakat"),
        ("64.255.6.200", "haguz biram"), ("128.30.52.45", "mabiv gibot"),
        ("147.67.119.2", "natag lisaf"), ("212.58.253.68", "tibup zujah"),
        ("216.35.68.215", "tobog higil"), ("216.68.232.21", "todah vobij"),
        ("198.81.129.136", "sinid makam"), ("12.110.110.204", "budov kuras"),
    ],
)  # fmt: skip
def test_words_are_proquints(address, words):
    a, b, c, d = map(int, address.split("."))
    assert f"{_word(a << 8 | b)} {_word(c << 8 | d)}" == words


def test_words_may_be_written_as_they_are_heard():
    assert is_fingerprint("Lusab babad gutih  tugad, gutuk bisog mudof SAKAT")
    assert not is_fingerprint("lusab babad")
    assert not is_fingerprint("lusab babad gutih tugad gutuk bisog mudof sakax")
