"""Keys on this machine: locked, in a folder of their own, never in the show's."""

from dataclasses import dataclass
from pathlib import Path

from securesystemslib.signer import CryptoSigner, Key, SSlibKey

from izdat.model.missing import Missing
from izdat.release import (
    Malformed,
    locked,
    new_key,
    public_key,
    public_text,
    read_public,
    unlocked,
)
from izdat.run.durable import write_durably

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
MOST = 1000  # files in the folder: more are somebody's Downloads


class MissingKey(Missing):
    """No key here that may sign this."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys in ``folder``, opened with one passphrase. Each is `ID.pem` beside `ID.pub`."""

    folder: Path
    passphrase: str

    def new(self, name: str) -> SSlibKey:
        """Make a key, write it locked, and return its public half."""
        signer = new_key()
        public = public_key(signer, name)
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True)
            self.folder.chmod(PRIVATE_FOLDER)
        path = self._path(public)
        write_durably(path, locked(signer, self.passphrase), mode=PRIVATE)
        # Last: who finds the public half finds the private one too.
        write_durably(path.with_suffix(".pub"), public_text(public).encode())
        return public

    def all(self) -> list[SSlibKey]:
        """Return the public halves of the keys that are here, by name."""
        found = []
        for path in sorted(self.folder.glob("*.pub"))[:MOST]:
            try:
                key = read_public(path.read_bytes())
            except (OSError, Malformed):
                continue  # another program's
            if self._path(key).is_file():
                found.append(key)
        return sorted(found, key=lambda key: (str(key.unrecognized_fields), key.keyid))

    def mine(self, keys: list[Key]) -> list[Key]:
        """Return those of ``keys`` that are here."""
        return [key for key in keys if self._path(key).is_file()]

    def signer(self, key: Key) -> CryptoSigner:
        """Return the key itself. Raises ``MissingKey``, ``WrongPassphrase``."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise MissingKey(
                f"the key {key.keyid[:16]} is not in {self.folder}",
                "do this where the key is, or name its folder with --keys",
            ) from None
        try:
            signer = unlocked(data, self.passphrase)
        except Malformed as error:
            raise MissingKey(f"{path}: {error}", "bring it back from a copy") from error
        if signer.public_key.keyid != key.keyid:
            raise MissingKey(f"{path} holds another key", "bring it back from a copy")
        return signer

    def _path(self, key: Key) -> Path:
        return self.folder / f"{key.keyid[:16]}.pem"
