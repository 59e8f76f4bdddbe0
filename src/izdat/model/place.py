"""Where something stands in a file that a person wrote."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a source file; never part of a digest, never compared with content."""

    file: str  # relative to the show's folder, with "/" between the parts
    line: int = 0  # from 1; 0 is the file as a whole
    column: int = 0  # from 1, in characters; 0 is the line as a whole

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return (
            f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        )


NOWHERE = Place("")  # of content that was made, not read
