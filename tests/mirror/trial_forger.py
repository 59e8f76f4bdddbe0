"""A show whose editors sign whatever they are told, in memory: also names that izdat refuses."""

import io
from datetime import datetime, timedelta

from tuf.api.metadata import TargetFile, Targets

from izdat.release import digest_of, fingerprint, new_key, public_key
from izdat.release.roles import Authority, root_of, sign, snapshot_of, timestamp_of


def signed_files(files: dict[str, bytes], now: datetime) -> tuple[str, dict[str, bytes]]:
    """Return a root's words, and a site that signs ``files`` under whatever names they have."""
    editor, heart = new_key(), new_key()
    root = root_of(
        Authority((public_key(editor, "eve"),), public_key(heart, "heart")), version=1, now=now
    )
    expires = now + timedelta(days=30)
    targets = Targets(version=1, expires=expires, targets={})
    for name, data in files.items():
        digest = digest_of(io.BytesIO(data), name)
        targets.targets[name] = TargetFile(len(data), {"sha256": digest.sha256}, name)
    signed = sign(targets, [editor])
    snapshot = sign(snapshot_of(signed, release=1, expires=expires, version=1), [heart])
    beat = timestamp_of(snapshot, snapshot_version=1, version=1, release=1, now=now)
    return fingerprint(root), {
        **files,
        "release/1.root.json": sign(root, [editor]),
        "release/1.targets.json": signed,
        "release/1.snapshot.json": snapshot,
        "release/timestamp.json": sign(beat, [heart]),
    }
