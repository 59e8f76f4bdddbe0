"""A saved episode page, captions or a recogniser's output in; ``episode.md`` and a report out.

Read first: ``passage`` (what every form becomes), then ``pipeline`` (the rules in their order).
"""

from izdat.importer.pipeline import Imported, import_transcript

__all__ = ["Imported", "import_transcript"]
