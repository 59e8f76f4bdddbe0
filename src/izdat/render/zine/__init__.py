"""Episodes → a zine as PDF: page after page, and two on each side of a sheet to be folded."""

from izdat.render.zine.step import render_zine
from izdat.render.zine.typeset import MissingTypesetter, typesetter

__all__ = ["MissingTypesetter", "render_zine", "typesetter"]
