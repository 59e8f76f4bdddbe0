"""Claims and suggestions, told to a person or to a machine."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import claiming
from izdat.claiming import ShowLedger, ShowVoices, Suggested
from izdat.model.voices import Share, Total, per_cent, total, totals
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import counted, write_export
from izdat.text.dates import clock

if TYPE_CHECKING:
    from izdat.claims import tables
else:
    tables = lazy("izdat.claims.tables")

_ROW = "{:<22} {:<24} {:<26} {:<23} {:>9}  {}"
_NOT_ADDED = "These figures are not added up."


def tell_ledger(talk: Talk, found: ShowLedger) -> None:
    """Tell every claim in a row, measure by measure, and each relation under its claim."""
    if talk.json:
        _print_json(claiming.exported(found, "json"))
        return
    ledger = found.ledger
    talk.say(_ROW.format("measure", "amount", "said by", "as of", "heard at", "claim"))
    related: dict[str, list[str]] = {}
    for each in ledger.relations:
        line = f"{'':<22}   {each.kind}: {each.target}  ({each.by}: {each.why})"
        related.setdefault(each.source, []).append(line)
    for row in tables.lines(ledger):
        talk.say(_ROW.format(*(cell or "—" for cell in row)).rstrip())
        for line in related.get(row[-1], []):
            talk.say(line)
    talk.say(f"{counted(len(ledger.claims), 'claim')}. {_NOT_ADDED}")


def export_ledger(talk: Talk, found: ShowLedger, form: str, path: Path) -> None:
    """Write the ledger into a file, or to the standard output where ``path`` is "-"."""
    if form == "sqlite":
        partly = path.with_name(f"{path.name}.part")
        partly.unlink(missing_ok=True)
        tables.write_database(found.ledger, partly)
        partly.replace(path)
        talk.say(f"wrote {path}", event="wrote", file=path)
        return
    made = claiming.exported(found, form)
    if form == "jsonld":  # an object a line
        text = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in made)
    elif form == "csv":
        text = made
    else:
        text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    write_export(talk, text, path)


def tell_suggestions(talk: Talk, suggested: Suggested) -> None:
    """Tell each suggestion in a line, or as one JSON object a line."""
    if talk.json:
        for each in suggested.found:
            _print_json(claiming.facts(each))
        return
    line, at = 1, 0
    source = suggested.source
    for each in suggested.found:
        line += source.count("\n", at, each.start)
        at = each.start
        reads = tables.written(each.amount) if each.amount else each.date
        text = " ".join(each.text.split())
        talk.say(f"{line:>6}  {each.kind:<10} {reads:<26} {text[:60]}  ({each.reason})")


_SHARES = "{:<34} {:>8} {:>10} {:>8}  {}"
_BY: dict[str, Callable[[Share], tuple[str, ...]]] = {  # the last is told
    "speaker": lambda each: (each.voice, each.name or "the house"),
    "role": lambda each: (each.role or "no role given",),
    "language": lambda each: (each.lang,),
    "first appeared": lambda each: (each.origin or "in this show",),
    "episode": lambda each: (each.episode,),
}


def tell_voices(talk: Talk, found: ShowVoices) -> None:
    """Tell who says how much, by speaker, role, language, origin and episode."""
    if talk.json:
        for share in found.shares:
            _print_json(tables.share_row(share))
        return
    whole = total(found.shares)
    for what, by in _BY.items():
        talk.say(_SHARES.format(what, "words", "length", "share", "").rstrip())
        for key, own in totals(found.shares, by):
            part = per_cent(own.words, whole.words)
            talk.say(_SHARES.format(key[-1], own.words, _length(own), part, _how(own)).rstrip())
        talk.say("")
    talk.say(f"{whole.words} words, {_length(whole)}. Notes and stage directions do not count.")


def _length(own: Total) -> str:
    return f"{'≈ ' if own.estimated else ''}{clock(own.seconds + 0.5)}"


def _how(own: Total) -> str:
    if not own.estimated:
        return ""
    measured = f"; {clock(own.measured + 0.5)} measured" if own.measured else ""
    return f"estimated from words{measured}"


def export_voices(talk: Talk, shares: Iterable[Share], path: Path) -> None:
    write_export(talk, tables.shares_csv(shares), path)


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
