"""Claims and suggestions, told to a person or to a machine."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import claiming
from izdat.claiming import ShowLedger, Suggested
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import counted, write_export

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


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
