"""What the TUF conformance suite tries, restated: docs/release.md tells which of its cases."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from urllib.parse import quote

import pytest
from securesystemslib.signer import CryptoSigner
from trial_repository import DAY, NOW, TOP, Client, Repository, Server
from tuf.api.metadata import Delegations, Metadata, MetaFile, SuccinctRoles, Targets

from izdat.release import TrustedRelease, new_key
from izdat.release.delegated import MOST_ROLES

FIRST = ["metadata/2.root.json", "metadata/timestamp.json", "metadata/1.snapshot.json",
         "metadata/1.targets.json"]  # fmt: skip


@pytest.fixture(scope="module")
def keys():
    return [new_key() for _ in range(10)]


@pytest.fixture(scope="module")
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def repository(keys, server):
    server.repository = Repository(keys)
    return server.repository


@pytest.fixture
def client(repository, server, tmp_path):
    """A client that trusts the first root and has seen nothing yet."""
    client = Client(tmp_path, server)
    assert client.init() == ""
    return client


@pytest.fixture
def seen(client, repository):
    """A client that has seen the first release."""
    assert client.refresh() == ""
    repository.asked.clear()
    return client


def all_at(version, **others):
    return {**dict.fromkeys(TOP, version), **others}


# ---- what is asked for, and what is kept ---------------------------------------


def test_a_first_refresh_asks_for_each_role_once_and_keeps_its_bytes(client, repository):
    assert repository.asked == []
    assert client.refresh() == ""
    assert repository.asked == FIRST
    for role in TOP:
        assert (client.metadata / f"{role}.json").read_bytes() == repository.data[role]


def test_a_download_refreshes_first(client, repository):
    assert client.download("nothing") == "incomplete"
    assert repository.asked == FIRST
    assert client.versions() == all_at(1)


def test_what_is_kept_is_not_asked_for_again(seen, repository):
    assert seen.refresh() == ""
    assert repository.asked == FIRST[:2]


@pytest.mark.parametrize("role", TOP[1:])
def test_what_was_kept_and_is_torn_is_asked_for_again(seen, repository, role):
    (seen.metadata / f"{role}.json").write_bytes(b"{")
    assert seen.refresh() == ""
    assert seen.versions() == all_at(1)


def test_without_consistent_snapshots_names_have_no_version_and_no_hash(keys, server, tmp_path):
    repository = server.repository = Repository(keys, consistent=False)
    repository.add("a/file.txt", b"text")
    repository.release()
    client = Client(tmp_path, server)
    client.init()
    assert client.download("a/file.txt") == ""
    assert repository.asked[1:] == [
        "metadata/timestamp.json", "metadata/snapshot.json", "metadata/targets.json",
        "targets/a/file.txt",
    ]  # fmt: skip


def test_the_command_line_is_the_suites(client, repository):
    """In a process of its own, by the machine's clock."""
    call = [sys.executable, "-m", "izdat.mirror.conformance", "--metadata-dir",
            str(client.metadata)]  # fmt: skip
    repository.timestamp.expires = datetime.now(UTC) - DAY
    repository.snap()
    done = subprocess.run([*call, *client.arguments("a")], capture_output=True, text=True)
    assert (done.returncode, done.stderr[:8]) == (1, "expired:")
    repository.timestamp.expires = datetime.now(UTC) + DAY
    repository.add("a", b"1")
    repository.release()
    done = subprocess.run([*call, *client.arguments("a")], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert client.held() == {"a": b"1"}


# ---- the first root ------------------------------------------------------------


def without_version(root):
    del root["signed"]["version"]


def without_signature(root):
    root["signatures"] = []


def with_another_signature(root):
    root["signatures"][0]["sig"] = "ab" * 64


@pytest.mark.parametrize("bend", [without_version, without_signature, with_another_signature])
def test_a_first_root_that_is_none_asks_nobody(repository, server, tmp_path, bend):
    client = Client(tmp_path, server)
    root = json.loads(repository.data["root"])
    bend(root)
    assert client.init(json.dumps(root).encode()) in ("malformed", "forged")
    # Nor if it came into the folder in another way.
    client.metadata.mkdir(exist_ok=True)
    (client.metadata / "root.json").write_text(json.dumps(root))
    assert client.refresh() in ("malformed", "forged")
    assert repository.asked == []


def test_a_client_that_trusts_no_root_asks_nobody(repository, server, tmp_path):
    assert Client(tmp_path, server).refresh() == "malformed"
    assert repository.asked == []


def test_fields_that_nobody_knows_are_signed_too(seen, repository):
    root = repository.root
    root.unrecognized_fields["custom-field"] = "value"
    root.keys[root.roles["root"].keyids[0]].unrecognized_fields["extra-field"] = {"a": 1, "b": [2]}
    root.keys[root.roles["root"].keyids[0]].unrecognized_fields["keyid_hash_algorithms"] = ["md5"]
    root.roles["root"].unrecognized_fields["another-field"] = "value"
    repository.write("root")
    assert seen.refresh() == ""
    assert seen.versions()["root"] == 2


# ---- older than what was seen --------------------------------------------------


def test_an_older_timestamp_is_refused(client, repository):
    repository.beat()
    client.refresh()
    repository.timestamp.version = 1
    repository.beat(bump=False)
    assert client.refresh() == "rolled-back"
    assert client.versions()["timestamp"] == 2


def test_an_older_timestamp_is_refused_even_when_the_one_that_was_seen_has_expired(
    client, repository
):
    repository.timestamp.expires = NOW + 2 * DAY
    repository.beat()
    client.refresh()
    repository.timestamp.version, repository.timestamp.expires = 1, NOW + 30 * DAY
    repository.beat(bump=False)
    client.now = NOW + 3 * DAY
    assert client.refresh() == "rolled-back"


def test_another_timestamp_of_the_same_version_is_not_taken(seen, repository):
    repository.timestamp.snapshot_meta.version = 100
    repository.write("timestamp", bump=False)
    assert seen.refresh() == ""
    kept = Metadata.from_file(str(seen.metadata / "timestamp.json"))
    assert kept.signed.snapshot_meta.version == 1


@pytest.mark.parametrize("hashed", [False, True])
def test_a_timestamp_that_names_an_older_snapshot_is_refused(client, repository, hashed):
    repository.hashed = hashed
    repository.snap()
    assert client.refresh() == ""
    repository.snapshot.version = 1
    repository.snap(bump=False)
    assert client.refresh() == "rolled-back"
    assert client.versions() == all_at(1, timestamp=2, snapshot=2)
    assert repository.asked[-1] == "metadata/timestamp.json"


@pytest.mark.parametrize("hashed", [False, True])
def test_a_snapshot_that_names_older_targets_is_refused(client, repository, hashed):
    repository.hashed = hashed
    repository.release()
    repository.release()
    assert client.refresh() == ""
    repository.targets.version = 1
    repository.release()
    assert client.refresh() == "rolled-back"
    assert client.versions() == all_at(3, root=1) | {"timestamp": 4}


def test_a_snapshot_that_names_older_targets_is_refused_when_all_that_was_seen_has_expired(
    client, repository
):
    for role in TOP[1:]:
        repository.signed[role].expires = NOW + 2 * DAY
    repository.release()
    assert client.refresh() == ""
    for role in TOP[1:]:
        repository.signed[role].expires = NOW + 30 * DAY
    client.now = NOW + 3 * DAY
    repository.targets.version = 0
    repository.release()
    assert client.refresh() == "rolled-back"


def test_a_snapshot_that_has_lost_a_role_is_refused(client, repository):
    repository.snapshot.meta["sister.json"] = MetaFile(1)
    repository.snap()
    client.refresh()
    del repository.snapshot.meta["sister.json"]
    repository.snap()
    assert client.refresh() == "rolled-back"
    assert client.versions()["snapshot"] == 2


# ---- keys that ran ahead, and were taken away ----------------------------------


def test_a_timestamp_that_ran_ahead_is_forgotten_with_its_key(client, repository):
    repository.timestamp.version = 99
    repository.beat()
    client.refresh()
    assert client.versions()["timestamp"] == 100
    repository.give("timestamp", [5])
    repository.write("root")
    repository.timestamp.version = 1
    repository.beat(bump=False)
    assert client.refresh() == ""
    assert client.versions()["timestamp"] == 1


def test_a_snapshot_that_ran_ahead_is_forgotten_with_its_key(client, repository):
    repository.snapshot.version = 99_998
    repository.snap()
    client.refresh()
    assert client.versions()["snapshot"] == 99_999
    repository.give("snapshot", [5])
    repository.give("timestamp", [6])
    repository.write("root")
    repository.snapshot.version = 1
    repository.snap(bump=False)
    assert client.refresh() == ""
    assert client.versions()["snapshot"] == 1


def test_targets_that_ran_ahead_are_forgotten_with_the_snapshots_key(client, repository):
    repository.targets.version = 99
    repository.release()
    client.refresh()
    assert client.versions()["targets"] == 100
    repository.give("snapshot", [5])
    repository.write("root")
    repository.targets.version = 1
    repository.release()
    assert client.refresh() == ""
    assert client.versions()["targets"] == 2


# ---- not what was promised -----------------------------------------------------


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_another_version_than_was_promised_is_refused(seen, repository, role):
    repository.release()
    repository.signed[role].version = 7
    repository.files[f"metadata/2.{role}.json"] = repository.write(role, bump=False)
    assert seen.refresh() == "mismatched"
    assert seen.versions()[role] == 1
    assert repository.asked[-1] == f"metadata/2.{role}.json"


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_another_content_under_the_version_that_was_promised_is_refused(seen, repository, role):
    repository.hashed = True
    repository.release()
    repository.signed[role].unrecognized_fields["more"] = "another"
    repository.write(role, bump=False)
    assert seen.refresh() == "mismatched"
    assert seen.versions()[role] == 1


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_a_length_that_was_not_promised_is_refused(seen, repository, role):
    repository.hashed = True
    repository.release()
    repository.files[f"metadata/2.{role}.json"] += b" "
    assert seen.refresh() == "mismatched"
    assert seen.versions()[role] == 1


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_parts_of_two_releases_do_not_make_one(seen, repository, role):
    old = repository.data[role]
    repository.release()
    repository.files[f"metadata/2.{role}.json"] = old
    assert seen.refresh() == "mismatched"


def test_a_snapshot_that_was_not_promised_leaves_the_timestamp(client, repository):
    repository.snapshot.version = 2
    repository.files["metadata/1.snapshot.json"] = repository.write("snapshot", bump=False)
    assert client.refresh() == "mismatched"
    assert client.versions() == {"root": 1, "timestamp": 1}


# ---- days that have passed -----------------------------------------------------


def test_an_expired_root_is_kept_and_nothing_after_it(seen, repository):
    repository.root.expires = NOW - DAY
    repository.write("root")
    repository.release()
    assert seen.refresh() == "expired"
    assert seen.versions() == all_at(1, root=2)


def test_an_expired_root_leads_to_the_next(seen, repository):
    repository.root.expires = NOW - DAY
    repository.write("root")
    repository.root.expires = NOW + DAY
    repository.write("root")
    assert seen.refresh() == ""
    assert seen.versions() == all_at(1, root=3)


@pytest.mark.parametrize("role", TOP[1:])
def test_what_has_expired_is_not_kept(seen, repository, role):
    repository.signed[role].expires = NOW - DAY
    repository.release()
    assert seen.refresh() == "expired"
    assert seen.versions()[role] == 1


@pytest.mark.parametrize("role", TOP[1:])
def test_a_copy_that_stands_still_is_refused_from_the_day_on_at_which_it_runs_out(
    client, repository, role
):
    repository.signed[role].expires = NOW + 7 * DAY
    repository.release()
    assert client.refresh() == ""
    client.now = NOW + 7 * DAY
    assert client.refresh() == "expired"


def test_what_was_seen_and_has_expired_leads_to_what_has_not(client, repository):
    for role in TOP[1:]:
        repository.signed[role].expires = NOW + 7 * DAY
    repository.release()
    client.refresh()
    for role in TOP[1:]:
        repository.signed[role].expires = NOW + 21 * DAY
    repository.release()
    client.now = NOW + 18 * DAY
    assert client.refresh() == ""
    assert client.versions() == all_at(3, root=1)


# ---- keys and thresholds -------------------------------------------------------


def test_as_many_must_sign_as_the_threshold_says(seen, repository):
    repository.give("snapshot", [4, 5, 6, 7], threshold=5)
    repository.write("root")
    repository.snap()
    assert seen.refresh() == "forged"
    assert seen.versions() == all_at(1, root=2, timestamp=2)
    repository.give("snapshot", [4, 5, 6, 7], threshold=4)
    repository.write("root")
    assert seen.refresh() == ""
    assert seen.versions()["snapshot"] == 2


def test_one_key_id_that_is_listed_many_times_is_refused(seen, repository):
    own = repository.root.roles["snapshot"].keyids
    own += own * 5
    repository.root.roles["snapshot"].threshold = 6
    repository.write("root")
    repository.snap()
    assert seen.refresh() == "malformed"
    assert seen.versions() == all_at(1)


KINDS = {
    "rsassa-pss-sha256": lambda: CryptoSigner.generate_rsa(scheme="rsassa-pss-sha256"),
    "rsa-pkcs1v15-sha256": lambda: CryptoSigner.generate_rsa(scheme="rsa-pkcs1v15-sha256"),
    "ecdsa-sha2-nistp256": CryptoSigner.generate_ecdsa,
    "ed25519": CryptoSigner.generate_ed25519,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_key_of_the_specification_counts_and_is_checked(seen, repository, kind):
    signer = KINDS[kind]()
    repository.root.add_key(signer.public_key, "root")
    repository.root.roles["root"].threshold = 2
    repository.signers["root"] = [repository.keys[0], signer]
    repository.write("root")
    assert seen.refresh() == ""
    assert seen.versions()["root"] == 2
    found = json.loads(repository.write("root"))
    for each in found["signatures"]:
        if each["keyid"] == signer.public_key.keyid:  # right for another content
            payload = b"another"
            each["sig"] = signer.sign(payload).signature
    repository.files["metadata/3.root.json"] = json.dumps(found).encode()
    assert seen.refresh() == "forged"
    assert seen.versions()["root"] == 2


# Roots one after the other: their keys, the threshold, who signs; and whether the last is taken.
ROTATIONS = {
    "one key for another": ([[1], 1, [1]], [[2], 1, [2, 1]], [[2], 1, [2]], True),
    "strangers sign too": ([[1], 1, [3, 1, 4]], [[2], 1, [3, 2, 1, 4]], [[2], 1, [3, 2, 4]], True),
    "any three of five": ([[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 2, 3, 4], 3, [1, 3, 4]], True),
    "one of five": ([[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 3, 4, 5], 3, [0, 4, 1]], True),
    "all of five": (
        [[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[5, 6, 7, 8, 9], 3, [0, 2, 4, 5, 6, 7]],
        [[5, 6, 7, 8, 9], 3, [5, 6, 7]], True,
    ),
    "a higher threshold": ([[1, 2, 3], 1, [1]], [[1, 2, 3], 2, [1, 2]], True),
    "a lower threshold": (
        [[1, 2, 3], 2, [1, 2]], [[1, 2, 3], 1, [1, 2]], [[1, 2, 3], 1, [1]], True
    ),
    "one more key": ([[1], 1, [1]], [[1, 2], 2, [1, 2]], True),
    "the old key did not sign": ([[1], 1, [1]], [[2], 1, [2, 3, 4]], False),
    "the new key did not sign": ([[1], 1, [1]], [[2], 1, [1, 3, 4]], False),
    "too few of the new": ([[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 3, 4, 5], 3, [0, 2, 4]], False),
    "too few of the old": ([[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 3, 4, 5], 3, [0, 4, 5]], False),
    "a higher threshold not reached": ([[1, 2, 3], 1, [1]], [[1, 2, 3], 2, [2]], False),
    "the old threshold not reached": ([[1, 2, 3], 2, [1, 2]], [[1, 2, 3], 1, [1]], False),
}  # fmt: skip


@pytest.mark.parametrize("case", ROTATIONS)
def test_roots_follow_each_other_when_old_and_new_keys_signed(repository, server, tmp_path, case):
    *roots, is_taken = ROTATIONS[case]
    repository.root.version = 0
    for own, threshold, signers in roots:
        repository.give("root", own, threshold=threshold)
        repository.signers["root"] = [repository.keys[each] for each in signers]
        repository.write("root")
    client = Client(tmp_path, server)
    assert client.init() == ""
    assert client.refresh() == ("" if is_taken else "forged")
    last = len(roots) if is_taken else len(roots) - 1
    kept = (client.metadata / "root.json").read_bytes()
    assert kept == repository.files[f"metadata/{last}.root.json"]


SIGNED = {
    "another key": ([5], 1, [5], True),
    "strangers too": ([5], 1, [6, 5, 7], True),
    "any three of five": ([0, 1, 5, 6, 7], 3, [1, 5, 7], True),
    "the old key alone": ([5], 1, [2, 6], False),
    "two and a stranger": ([0, 1, 5, 6, 7], 3, [0, 8, 7], False),
    "too few": ([0, 1, 5, 6, 7], 3, [0, 7], False),
}


@pytest.mark.parametrize("case", SIGNED)
@pytest.mark.parametrize("role", TOP[1:])
def test_a_roles_new_keys_sign_and_its_old_ones_no_more(seen, repository, role, case):
    own, threshold, signers, is_taken = SIGNED[case]
    repository.give(role, own, threshold=threshold)
    repository.signers[role] = [repository.keys[each] for each in signers]
    repository.write("root")
    repository.release()
    assert seen.refresh() == ("" if is_taken else "forged")
    assert seen.versions()[role] == (2 if is_taken else 1)


# ---- files ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["file.txt", "a/path to/ä%2Ffile.txt"])
def test_a_file_comes_as_it_was_signed_and_once(seen, repository, path):
    repository.add(path, b"its bytes")
    repository.release()
    assert seen.download(path) == ""
    assert seen.held() == {path: b"its bytes"}
    repository.asked.clear()
    assert seen.download(path) == ""
    assert repository.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


@pytest.mark.parametrize("bytes_", [b"its bytEs", b"its byte", b"its bytes.", b"x" * 3_000_000])
def test_a_file_that_is_not_what_was_signed_leaves_nothing(seen, repository, bytes_):
    repository.add("a/file.txt", b"its bytes")
    repository.release()
    repository.files[repository.place("a/file.txt", b"its bytes")] = bytes_
    assert seen.download("a/file.txt") == "mismatched"
    assert list(seen.files.rglob("*.*")) == []


def test_a_signed_file_that_is_not_there_is_told(seen, repository):
    repository.add("file.txt", b"its bytes")
    repository.release()
    del repository.files[repository.place("file.txt", b"its bytes")]
    assert seen.download("file.txt") == "incomplete"
    assert seen.held() == {}


def test_a_file_that_changed_takes_the_old_ones_place_and_a_false_one_does_not(seen, repository):
    for number in range(5):
        repository.add("file.txt", b"honest %d" % number)
        repository.release()
        if number % 2 == 0:  # who looks seldom is led right too
            assert seen.download("file.txt") == ""
            assert seen.held() == {"file.txt": b"honest %d" % number}
        repository.files[repository.place("file.txt", b"honest %d" % number)] = (
            b"forged %d" % number
        )
    repository.add("file.txt", b"last")
    repository.release()
    repository.files[repository.place("file.txt", b"last")] = b"lost"
    assert seen.download("file.txt") == "mismatched"
    assert seen.held() == {"file.txt": b"honest 4"}


@pytest.mark.parametrize("path", ["../out.txt", "/out.txt", "a/../../out.txt", "nul", "-rf"])
def test_a_signed_name_that_leads_elsewhere_is_refused(seen, repository, path):
    repository.add(path, b"1")
    repository.release()
    assert seen.download(path) == "unsafe-name"
    assert not (seen.folder / "out.txt").exists()


def test_no_file_is_written_through_a_link(seen, repository):
    repository.add("a/file.txt", b"1")
    repository.release()
    seen.files.mkdir()
    (seen.folder / "elsewhere").mkdir()
    (seen.files / "a").symlink_to(seen.folder / "elsewhere")
    assert seen.download("a/file.txt") == "Blocked"
    assert list((seen.folder / "elsewhere").iterdir()) == []


# ---- delegations ---------------------------------------------------------------

ALL, PY = ["*"], ["*.py"]
# Who delegates to whom, which paths, whether that ends the search; who is asked, in which order.
GRAPHS = {
    "one": (["targets A"], "A"),
    "two": (["targets A", "targets B"], "A B"),
    "two levels": (["targets A", "targets B", "B C"], "A B C"),
    "depth first": (["targets A", "targets B", "A C", "A D"], "A C D B"),
    "three levels": (["targets A", "targets B", "A C", "C D"], "A C D B"),
    "one that ends": (["targets A", "targets B", "A C ends", "A D"], "A C"),
    "one that ends has its own": (["targets A", "targets B", "A C ends", "C D"], "A C D"),
    "other paths": (["targets A *.py", "targets B", "A C"], "B"),
    "other paths below": (["targets A", "targets B", "A C *.py", "C D"], "A B"),
    "a ring": (["targets A", "targets B", "B C", "C D", "D B"], "A B C D"),
    "one by two": (["targets A", "targets B", "B C", "A C"], "A C B"),
    "one by two, other paths": (["targets A", "targets B", "B C", "A C *.py"], "A B C"),
    "one that ends but is not asked": (["targets A *.py ends", "targets B"], "B"),
}


def delegated(repository, edges):
    roles = ["targets"]
    for edge in edges:
        by, role, *more = edge.split()
        paths = [each for each in more if each != "ends"]
        repository.delegate(by, role, paths=paths or ["*"], ends="ends" in more)
        roles += [role] if role not in roles else []
    return roles


def asked_beside(repository):
    """Return the delegated roles that were asked for, in order."""
    names = [name.split(".") for name in repository.asked if name.startswith("metadata/")]
    return [name[1] for name in names if len(name) == 3 and name[1] not in TOP]


@pytest.mark.parametrize("case", GRAPHS)
def test_roles_are_asked_in_the_order_of_their_delegator_depth_first(client, repository, case):
    edges, order = GRAPHS[case]
    repository.release(*delegated(repository, edges))
    assert client.download("missing") == "incomplete"
    assert asked_beside(repository) == order.split()
    assert set(client.versions()) == {*TOP, *order.split()}
    repository.asked.clear()  # and what is kept is not asked for again
    assert client.download("missing") == "incomplete"
    assert asked_beside(repository) == []


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("file", ""), ("README.md", "A"), ("releases/x/x_v1", "B C"), ("releases/y/y.zip", "B D"),
    ],
)  # fmt: skip
def test_a_file_is_found_where_it_was_delegated(client, repository, path, order):
    tree(repository)
    assert client.download(path) == ""
    assert client.held() == {path: path.encode()}
    assert asked_beside(repository) == order.split()


@pytest.mark.parametrize("path", ["releases/z/z.zip", "deep/README.md", "releases/x/y/z"])
def test_a_file_that_a_role_signs_beyond_what_it_was_given_is_not_found(client, repository, path):
    tree(repository)
    assert client.download(path) == "incomplete"
    assert client.held() == {}


def tree(repository):
    edges = ["targets A *.doc *.md", "targets B releases/*/*", "B C releases/x/*",
             "B D releases/y/*.zip"]  # fmt: skip
    roles = delegated(repository, edges)
    for path, role in {
        "file": "targets", "README.md": "A", "releases/x/x_v1": "C", "releases/y/y.zip": "D",
        "releases/z/z.zip": "D", "deep/README.md": "A", "releases/x/y/z": "C",
    }.items():  # fmt: skip
        repository.add(path, path.encode(), role)
    repository.release(*roles)


@pytest.mark.parametrize("given", ["own", "other"])
def test_paths_can_be_given_by_their_hash(client, repository, given):
    prefix = {"own": "1", "other": "2"}[given]
    path = next(
        p for p in map("file {}".format, range(100)) if sha256(p.encode()).hexdigest()[0] == "1"
    )
    repository.delegate("targets", "A", prefixes=["ff", prefix])
    repository.add(path, b"1", "A")
    repository.release("targets", "A")
    assert client.download(path) == ("" if given == "own" else "incomplete")


def test_bins_by_hash_are_found(client, repository):
    bins = SuccinctRoles([], 1, 2, "bin")
    repository.targets.delegations = Delegations({}, None, bins)
    repository.targets.add_key(repository.keys[4].public_key)
    for role in bins.get_roles():
        repository.signed[role] = Targets(expires=NOW + 30 * DAY)
        repository.signers[role] = [repository.keys[4]]
    repository.add("file", b"1", bins.get_role_for_target("file"))
    repository.release("targets", *bins.get_roles())
    assert client.download("file") == ""
    assert client.held() == {"file": b"1"}


@pytest.mark.parametrize("role", ["?", "#", "/role", "../role", "a%2Fb", ".", "ä b"])
def test_a_roles_name_leads_nowhere(client, repository, role):
    repository.delegate("targets", role)
    repository.release("targets", role)
    before = sorted(client.folder.iterdir())
    assert client.download("missing") == "incomplete"
    assert f"metadata/1.{quote(role, '')}.json" in repository.asked
    assert len(client.versions()) == 5
    assert sorted(client.folder.iterdir()) == sorted([*before, client.files])


@pytest.mark.parametrize("role", ["Root", "tarGets"])
def test_a_role_that_a_disk_could_take_for_another_is_refused(client, repository, role):
    repository.delegate("targets", role)
    repository.release("targets", role)
    assert client.download("missing") == "mismatched"
    assert client.versions() == all_at(1, targets=2, snapshot=2, timestamp=2)


def with_a_file(repository):
    repository.delegate("targets", "A", key=4)
    repository.add("file", b"1", "A")
    repository.release("targets", "A")


def signed_by_another(repository):
    repository.signers["A"] = [repository.keys[3]]  # who signs the targets does not sign for A
    repository.release("A")


def of_another_version(repository):
    repository.A.version = 7
    repository.files["metadata/1.A.json"] = repository.write("A", bump=False)


def of_another_content(repository):
    repository.hashed = True
    repository.release("A")
    repository.files["metadata/2.A.json"] += b" "


def that_has_expired(repository):
    repository.A.expires = NOW - DAY
    repository.release("A")


def that_the_snapshot_does_not_name(repository):
    del repository.snapshot.meta["A.json"]
    repository.snap()


def with_one_key_under_two_ids(repository):
    own = repository.targets.delegations.roles["A"].keyids
    given = repository.targets.delegations.keys
    given["ab" * 32] = given[own[0]].from_dict("ab" * 32, given[own[0]].to_dict())
    own.append("ab" * 32)
    repository.release("targets")


def that_is_no_targets(repository):
    repository.files["metadata/1.A.json"] = repository.data["snapshot"]


def that_signs_a_name_that_leads_out(repository):
    repository.add("../out", b"1", "A")
    repository.release("A")


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (signed_by_another, "forged"), (of_another_version, "mismatched"),
        (of_another_content, "mismatched"), (that_has_expired, "expired"),
        (that_the_snapshot_does_not_name, "mismatched"),
        (with_one_key_under_two_ids, "malformed"), (that_is_no_targets, "malformed"),
        (that_signs_a_name_that_leads_out, "unsafe-name"),
    ],
)  # fmt: skip
def test_a_delegated_role_that_is_not_right_is_refused(client, repository, bend, code):
    with_a_file(repository)
    bend(repository)
    assert client.download("file") == code
    assert client.held() == {}
    assert "A" not in client.versions()


def test_a_delegated_role_is_not_rolled_back(client, repository):
    with_a_file(repository)
    repository.release("A")
    assert client.download("file") == ""
    repository.A.version = 0
    repository.release("A")
    assert client.download("file") == "rolled-back"


def test_a_delegated_role_that_was_kept_and_has_expired_is_fetched_anew_or_refused(
    client, repository
):
    with_a_file(repository)
    repository.A.expires = NOW + 7 * DAY
    repository.add("other", b"2", "A")
    repository.release("A")
    assert client.download("file") == ""
    client.now = NOW + 18 * DAY
    assert client.download("other") == "expired"
    repository.A.expires = NOW + 21 * DAY
    repository.release("A")
    assert client.download("other") == ""


def test_a_search_ends_after_as_many_roles_as_are_allowed(client, repository):
    names = ["targets", *(f"r{number}" for number in range(MOST_ROLES + 1))]
    for by, role in pairwise(names):
        repository.delegate(by, role)
    repository.add("near", b"1", names[MOST_ROLES])
    repository.add("far", b"1", names[MOST_ROLES + 1])
    repository.release(*names)
    assert client.download("near") == ""
    assert client.download("far") == "malformed"


def test_where_expiry_is_no_error_a_search_says_until_when_it_counts(repository):
    with_a_file(repository)
    repository.A.expires = NOW + DAY
    repository.release("A")
    trusted = TrustedRelease(repository.data["root"], now=NOW + 2 * DAY)
    for step, role in ((trusted.add_timestamp, "timestamp"), (trusted.add_snapshot, "snapshot"),
                       (trusted.add_targets, "targets")):  # fmt: skip
        step(repository.data[role])
    search = trusted.search("file")
    assert search.fresh_until == repository.targets.expires
    search.add(repository.data["A"])
    assert (search.entry.size, search.role, search.fresh_until) == (1, None, NOW + DAY)
