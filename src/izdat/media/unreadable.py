"""What is raised where a file is not the sound or the picture that it should be."""


class Unreadable(Exception):
    """A file cannot be used as it is.

    ``code`` is stable and stands in ``docs/problems.md``; ``message`` names neither the file
    nor where it lies: who asked knows that, and says it.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.code = code
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"
