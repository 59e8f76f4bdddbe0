"""izdat, the press of an independent podcast: a show's folder in, a published podcast out."""

__version__ = "0.1.0"
