"""Names of files, as people write them into a text and as disks can hold them."""

import re
import unicodedata

from izdat.read.notes import shown

MOST_NAME_BYTES = 255  # ext4 counts bytes, exFAT and NTFS count UTF-16 units: the smaller holds

# Microsoft, "Naming Files, Paths, and Namespaces": devices, with or without an extension.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"}
)
_NOT_ON_EXFAT = frozenset('<>:"|?*\\')

# What editors and file managers leave behind.
LEFTOVER = re.compile(r"\..*|.*~|#.*#|.*\.(sw[a-p]|bak|orig|tmp)|Thumbs\.db|desktop\.ini")

# (code, message, hint)
Fault = tuple[str, str, str]


def name_fault(name: str) -> str:
    """Return why ``name`` cannot be a file's name on every disk; empty if it can."""
    if name.partition(".")[0].rstrip(" ").lower() in _DEVICES:
        return "is the name of a device on Windows"
    if name != name.rstrip(". "):
        return "ends with a dot or a space, which Windows drops"
    if bad := next((letter for letter in name if letter in _NOT_ON_EXFAT), ""):
        return f"holds {bad}, which a USB stick (exFAT) cannot store"
    if any(letter < " " or letter == "\x7f" for letter in name):
        return "holds a control character"
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        return "is not UTF-8"
    if len(name.encode()) > MOST_NAME_BYTES:
        return f"is longer than {MOST_NAME_BYTES} bytes"
    return ""


def path_fault(path: str) -> Fault | None:
    """Return what is wrong with the form of a path that a text names; None: nothing."""
    if "://" in path:
        return "path-absolute", f"{shown(path)} is an address, not a file of the show", _COPY
    if "\\" in path:
        forward = path.replace("\\", "/")
        return "path-backslash", f"{shown(path)} holds a backslash", f"write {forward}"
    if path.startswith(("/", "~")) or path[1:3] == ":/":
        return "path-absolute", f"{shown(path)} is a path of one machine", _COPY
    parts = path.split("/")
    if ".." in parts:
        return "path-outside", f"{shown(path)} leads out of its folder", _COPY
    if "" in parts or "." in parts:
        plain = "/".join(part for part in parts if part not in {"", "."})
        return "path-form", f"{shown(path)} has an empty part", f"write {plain}"
    for part in parts:
        if fault := name_fault(part):
            return "name-not-portable", f"{shown(part)} {fault}", "give the file another name"
    return None


_COPY = "copy the file into the folder and write its name alone"


def disk_key(name: str) -> str:
    """Return what a disk that ignores case and composition of letters takes ``name`` for."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
