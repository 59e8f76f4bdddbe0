"""A published folder and a list of people → proof that nobody of them is named in it.

It shares no code with what makes pages and sound: a mistake of theirs is not repeated here.
"""

from izdat.protect.listed import ProtectList, read_list
from izdat.protect.review import ToLookAt, review
from izdat.protect.scan import Hit, Published, Scanned, Unread, files_of, scan

__all__ = [
    "Hit", "ProtectList", "Published", "Scanned", "ToLookAt", "Unread", "files_of", "read_list",
    "review", "scan",
]  # fmt: skip
