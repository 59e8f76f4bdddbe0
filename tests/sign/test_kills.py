"""kill -9 while a release is signed: row 19 of docs/release.md, by strace's injection."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from trial_editor import Editor, build, secret

from izdat.release import TrustedRelease

SOURCE = Path(__file__).parents[2] / "src"


def release_of(show: Path) -> int:
    """Return which release the site shows, whole to the last signature and byte."""
    site = show / "public" / "release"
    trusted = TrustedRelease((site / "1.root.json").read_bytes(), now=datetime.now(UTC))
    trusted.add_timestamp((site / "timestamp.json").read_bytes())
    trusted.add_snapshot((site / trusted.snapshot_name).read_bytes())
    trusted.add_targets((site / trusted.targets_name).read_bytes())
    return trusted.verdict().release


def sign(editor: Editor, trace: Path, *options: str) -> int:
    descriptor = secret()
    try:
        return subprocess.run(
            ["strace", "-f", "-qq", "-o", trace, *options,
             sys.executable, "-m", "izdat", "sign", "release", editor.show, "--yes",
             "--keys", editor.keys, "--passphrase-fd", str(descriptor)],
            pass_fds=[descriptor], check=False, capture_output=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
        ).returncode  # fmt: skip
    finally:
        os.close(descriptor)


@pytest.mark.slow
@pytest.mark.judge
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")
def test_a_kill_at_any_rename_leaves_one_release_and_the_next_run_completes_it(anna, tmp_path):
    anna.sign("init", "--name", "anna")
    anna.sign("release", "--yes")
    build(anna.show, {"index.html": b"<p>Another night"})
    before = tmp_path / "before"
    shutil.copytree(anna.show, before)
    trace = tmp_path / "trace"
    for number in range(1, 100):
        killed = sign(anna, trace, "-e", f"inject=rename:signal=SIGKILL:when={number}")
        if killed == 0:
            break
        assert release_of(anna.show) == 1, number
        assert sign(anna, trace, "-e", "trace=none") == 0, number
        assert release_of(anna.show) == 2, number
        assert not list(anna.show.rglob(".izdat-*")), number
        shutil.rmtree(anna.show)
        shutil.copytree(before, anna.show)
    assert 8 <= number < 100
