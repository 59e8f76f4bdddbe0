"""Which form an input has, and its passages."""

import json
import re
from pathlib import PurePosixPath

from izdat.importer.captions import read_captions, read_timed_lines
from izdat.importer.html import read_html
from izdat.importer.json_forms import UnknownJson, read_json
from izdat.importer.passage import Source
from izdat.importer.plain import read_text

CUE = re.compile(
    r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s+-->\s+(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}", re.MULTILINE
)
TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h[1-6])\b", re.IGNORECASE)

ANY_TAG = re.compile(r"</?[a-z][^<>]*>|<!--|&#?\w+;", re.IGNORECASE)


def form_of(text: str, *, name: str) -> str:
    """Return ``vtt``, ``srt``, ``html``, ``json`` or ``text``, by what is in it and by its name."""
    suffix = PurePosixPath(name.lower()).suffix
    head = text[:5000].lstrip("﻿ \t\n")
    if head.startswith("WEBVTT"):
        return "vtt"
    if CUE.search(head) and re.match(r"\d+\s*\n|\d+:", head):
        return "srt" if re.search(r"\d,\d{3}\s+-->", head) or suffix == ".srt" else "vtt"
    if head[:1] in "{[" and _is_json(text):
        return "json"
    is_named = suffix in (".html", ".htm", ".xhtml") and ANY_TAG.search(text)
    if is_named or (head[:1] == "<" and TAG.search(head)):
        return "html"
    return "text"


def read_form(text: str, *, name: str) -> Source:
    """Return the passages of ``text`` in whatever form it has."""
    form = form_of(text, name=name)
    if form == "html":
        return read_html(text)
    if form in ("vtt", "srt"):
        return read_captions(text, form=form)
    if form == "json":
        try:
            return read_json(text)
        except UnknownJson:
            return read_text(text)
    return read_timed_lines(text) or read_text(text)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
