"""Chunks of MP3, kept in the store of a build beside the results of its steps."""

import shutil
from collections.abc import Sequence

from izdat.model.file import File
from izdat.run.store import Store


class KeptChunks:
    """A ``ChunkStore`` over the build's own: a chunk is there whole, or it is not there.

    Several threads, and several builds, may use it at once.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, key: bytes) -> bytes | None:
        found = self.store.get(key, _no_files)
        return found[0] if found is not None and isinstance(found[0], bytes) else None

    def put(self, key: bytes, chunk: bytes) -> None:
        temporary = self.store.temporary()
        try:
            self.store.put(key, chunk, temporary, _no_files)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)  # gone already, if all went well


def _no_files() -> Sequence[File]:
    return ()
