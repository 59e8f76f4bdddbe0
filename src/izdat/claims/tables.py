"""A ledger → rows: for a terminal, for CSV, for JSON, for SQLite."""

import csv
import io
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from izdat.claims.compare import day_of
from izdat.claims.ledger import NOT_ADDED
from izdat.model.claim import SIGNS, Amount, Claim, Ledger, Moment, Number, Statement
from izdat.model.voices import Share
from izdat.text.dates import clock

COLUMNS = (
    "measure", "id", "episode", "segment", "paragraph", "start", "end", "words", "value", "low",
    "high", "qualifier", "op", "unit", "at", "when", "said", "voice", "speaker", "reported_by",
    "is_editors", "counted", "source", "sentence", "lang", "note", "heard_from", "heard_until",
)  # fmt: skip
# What a spreadsheet takes for a formula at the beginning of a cell (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(claim: Claim) -> dict[str, Any]:
    """Return a claim as flat values; what is not known is None or empty."""
    amount, anchor = claim.amount, claim.anchor
    return {
        "measure": claim.measure, "id": claim.id, "episode": anchor.episode,
        "segment": anchor.segment, "paragraph": anchor.paragraph, "start": anchor.start,
        "end": anchor.end, "words": anchor.words, "value": amount.value, "low": amount.low,
        "high": amount.high, "qualifier": amount.qualifier, "op": SIGNS[amount.qualifier],
        "unit": amount.unit, "at": claim.at, "when": claim.when, "said": claim.said,
        "voice": claim.voice, "speaker": claim.speaker, "reported_by": claim.reported_by,
        "is_editors": claim.is_editors, "counted": claim.counted, "source": claim.source,
        "sentence": claim.sentence, "lang": claim.lang, "note": claim.note, **_heard(claim.moment),
    }  # fmt: skip


def _heard(moment: Moment | None) -> dict[str, float | None]:
    """Return when something is heard, in seconds of the episode; None where it is not known."""
    if moment is None:
        return {"heard_from": None, "heard_until": None}
    return {"heard_from": round(moment.start, 3), "heard_until": round(moment.end, 3)}


def _translations(said: Claim | Statement) -> list[dict[str, Any]]:
    return [
        {
            "lang": each.edition, "words": each.anchor.words, "sentence": each.sentence,
            "segment": each.anchor.segment, "paragraph": each.anchor.paragraph,
            "start": each.anchor.start, "end": each.anchor.end, "voice_name": each.voice_name,
            "reported_by": each.reported_by, **_heard(each.moment),
        }
        for each in said.renderings
    ]  # fmt: skip


def _statement(said: Statement) -> dict[str, Any]:
    anchor = said.anchor
    return {
        "kind": said.kind, "id": said.id, "episode": anchor.episode, "segment": anchor.segment,
        "paragraph": anchor.paragraph, "start": anchor.start, "end": anchor.end,
        "words": anchor.words, "at": said.at, "when": said.when, "said": said.said,
        "voice": said.voice, "voice_name": said.voice_name, "reported_by": said.reported_by,
        "is_editors": said.is_editors, "source": said.source, "sentence": said.sentence,
        "lang": said.lang, **_heard(said.moment), "translations": _translations(said),
    }  # fmt: skip


def as_values(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger for JSON: measures, claims and relations, each by itself."""
    return {
        "note": NOT_ADDED,
        "measures": [
            {
                "id": each.id, "title": each.title, "unit": each.unit, "at": each.at,
                "window": each.window, "cumulative": each.cumulative, "parts": list(each.parts),
                "titles": dict(each.titles), "units": dict(each.units),
            }
            for each in ledger.measures
        ],
        "claims": [
            {"key": claim.key, **row(claim), "translations": _translations(claim)}
            for claim in ledger.claims
        ],
        "relations": [
            {
                "kind": each.kind, "source": each.source, "target": each.target, "by": each.by,
                "why": each.why,
            }
            for each in ledger.relations
        ],
        "statements": [_statement(each) for each in ledger.statements],
    }  # fmt: skip


def as_csv(ledger: Ledger) -> str:
    """Return the claims as CSV (RFC 4180); what a spreadsheet would run is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for claim in ledger.claims:
        writer.writerow({name: _safe(value) for name, value in row(claim).items()})
    return out.getvalue()


SHARE_COLUMNS = (
    "episode", "voice", "name", "role", "lang", "origin", "words", "measured", "estimated",
)  # fmt: skip


def share_row(share: Share) -> dict[str, Any]:
    """Return what one voice says as flat values; lengths in seconds."""
    return {name: getattr(share, name) for name in SHARE_COLUMNS}


def shares_csv(shares: Iterable[Share]) -> str:
    """Return who says how much as CSV, as ``as_csv`` writes claims."""
    out = io.StringIO()
    writer = csv.DictWriter(out, SHARE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for share in shares:
        writer.writerow({name: _safe(value) for name, value in share_row(share).items()})
    return out.getvalue()


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA) and value not in SIGNS.values():
        return f"'{value}"
    return value


def written_number(value: Number) -> str:
    return f"{value:,}"


def written(amount: Amount) -> str:
    """Return an amount in a few words: "more than 200", "30 to 40", "—" where there is none."""
    unit = amount.unit if amount.unit == "%" else f" {amount.unit}" if amount.unit else ""
    if amount.value is not None:
        return f"{amount.qualifier} {written_number(amount.value)}{unit}".strip()
    if amount.low is not None and amount.high is not None:
        return f"{written_number(amount.low)} to {written_number(amount.high)}{unit}"
    if amount.low is not None:
        return f"at least {written_number(amount.low)}{unit}, vague"
    return "—"


def lines(ledger: Ledger) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Yield (measure, amount, speaker, as of, heard at, key) of each claim, measure by measure."""
    order = {measure.id: number for number, measure in enumerate(ledger.measures)}
    for claim in sorted(ledger.claims, key=lambda each: order.get(each.measure, len(order))):
        yield (
            claim.measure, written(claim.amount), claim.speaker or "the house", day_of(claim),
            clock(claim.moment.start) if claim.moment else "", claim.key,
        )  # fmt: skip


_SCHEMA = """
CREATE TABLE measures (
  id TEXT PRIMARY KEY, title TEXT, unit TEXT, at TEXT, "window" TEXT, cumulative INTEGER);
CREATE TABLE claims (
  key TEXT PRIMARY KEY, measure TEXT REFERENCES measures(id), id TEXT, episode TEXT, segment TEXT,
  paragraph INTEGER, start INTEGER, "end" INTEGER, words TEXT, value REAL, low REAL, high REAL,
  qualifier TEXT, op TEXT, unit TEXT, at TEXT, "when" TEXT, said TEXT, voice TEXT, speaker TEXT,
  reported_by TEXT, is_editors INTEGER, counted TEXT, source TEXT, sentence TEXT, lang TEXT,
  note TEXT, heard_from REAL, heard_until REAL);
CREATE TABLE translations (
  key TEXT REFERENCES claims(key), lang TEXT, words TEXT, sentence TEXT, voice_name TEXT,
  reported_by TEXT, heard_from REAL, heard_until REAL, PRIMARY KEY (key, lang));
CREATE TABLE relations (
  source TEXT REFERENCES claims(key), target TEXT REFERENCES claims(key), kind TEXT,
  asserted_by TEXT, why TEXT);
CREATE INDEX claims_by_measure ON claims(measure);
CREATE INDEX relations_by_target ON relations(target);
"""


_TRANSLATED = (
    "lang", "words", "sentence", "voice_name", "reported_by", "heard_from", "heard_until",
)  # fmt: skip


def write_database(ledger: Ledger, path: Path) -> None:
    """Write the ledger as a new SQLite file at ``path``."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO measures VALUES (?, ?, ?, ?, ?, ?)",
            [(m.id, m.title, m.unit, m.at, m.window, m.cumulative) for m in ledger.measures],
        )
        names = ", ".join(f'"{name}"' for name in ("key", *COLUMNS))
        marks = ", ".join("?" for _ in range(len(COLUMNS) + 1))
        rows = [(claim.key, *_cells(claim)) for claim in ledger.claims]
        connection.executemany(f"INSERT INTO claims ({names}) VALUES ({marks})", rows)  # noqa: S608 - names of our own columns
        connection.executemany(
            "INSERT OR IGNORE INTO translations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (claim.key, *(each[name] for name in _TRANSLATED))
                for claim in ledger.claims
                for each in _translations(claim)
            ],
        )
        connection.executemany(
            "INSERT INTO relations VALUES (?, ?, ?, ?, ?)",
            [(r.source, r.target, r.kind, r.by, r.why) for r in ledger.relations],
        )
        connection.commit()
    finally:
        connection.close()


def _cells(claim: Claim) -> Iterator[Any]:
    values = row(claim)
    values["measure"] = values["measure"] or None  # a claim about nothing that is counted
    return (values[name] for name in COLUMNS)
