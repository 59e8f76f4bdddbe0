"""An editor at the command line, and a build of a few files."""

import os
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from izdat.cli import main
from izdat.model.file import file_at
from izdat.model.publication import Output
from izdat.run import publish

PASSPHRASE = "four words of anna"


def build(folder: Path, files: dict[str, bytes]) -> None:
    """Publish ``files`` into ``folder/public`` as a build does."""
    outputs = []
    made = folder.parent / f"{folder.name}-made"
    made.mkdir(exist_ok=True)
    for number, (name, data) in enumerate(files.items()):
        path = made / f"{number}-{os.urandom(4).hex()}"
        path.write_bytes(data)
        outputs.append(Output(name, file_at(path)))
    publish(outputs, folder / "public", folder)


def secret(text: str = PASSPHRASE) -> int:
    """Return a descriptor from which ``text`` can be read."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return reading


@dataclass
class Editor:
    name: str
    show: Path
    keys: Path

    def run(self, *words: str | Path, input: str | None = None, code: int = 0) -> Result:
        """Type a verb; the exit code must be ``code``."""
        result = CliRunner().invoke(main, [str(word) for word in words], input=input)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    def sign(
        self, verb: str, *words: str | Path, code: int = 0, passphrase: str = PASSPHRASE
    ) -> Result:
        """Type ``izdat sign VERB`` with this editor's keys; the exit code must be ``code``."""
        result = self.try_to(verb, *words, passphrase=passphrase)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    def try_to(self, verb: str, *words: str | Path, passphrase: str = PASSPHRASE) -> Result:
        """Type ``izdat sign VERB`` with this editor's keys, come what may."""
        descriptor = secret(passphrase)
        try:
            place = () if verb == "key" else (self.show,)
            own = ("--keys", self.keys, "--passphrase-fd", descriptor)
            typed = ("sign", verb, *place, *words, *own)
            return CliRunner().invoke(main, [str(word) for word in typed])
        finally:
            os.close(descriptor)

    def key(self) -> Path:
        """Return a file with this editor's public key."""
        path = self.keys.parent / f"{self.name}.pub"
        self.sign("key", "--name", self.name, "--out", path)
        return path
