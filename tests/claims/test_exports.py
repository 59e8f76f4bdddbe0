"""The ledger as CSV, JSON, schema.org, PROV-JSON and SQLite."""

import csv
import io
import json
import sqlite3
from pathlib import Path

from making_claims import claim

from izdat.claims.ledger import NOT_ADDED, make_ledger
from izdat.claims.linked import as_json_ld, as_prov
from izdat.claims.tables import COLUMNS, as_csv, as_values, lines, write_database, written
from izdat.model.claim import Amount, Ledger, LedgerFile

ADDRESS = "https://nightferry.example/"


def ledger() -> Ledger:
    claims = [
        claim("more than two hundred", "homes-1", voice_name="North Bank", at="Ostrova"),
        claim("forty", "homes-2", reported_by="=cmd()", references=(("disputes", ("homes-1",)),)),
        claim("a lot", "mood", measure=""),
        claim("about 300", "homes-3", is_editors=True, when="2031-04-02/2031-04-06"),
    ]
    return make_ledger(claims, LedgerFile())[0]


def test_csv_has_a_row_a_claim_and_nothing_that_a_spreadsheet_would_run() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(ledger()))))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["id"] for row in rows] == ["homes-1", "homes-2", "mood", "homes-3"]
    assert (rows[0]["value"], rows[0]["op"], rows[0]["high"]) == ("200", ">", "")
    assert rows[1]["speaker"] == "'=cmd()"


def test_json_holds_every_claim_by_itself_and_says_so() -> None:
    values = json.loads(json.dumps(as_values(ledger())))
    assert values["note"] == NOT_ADDED
    assert len(values["claims"]) == 4
    assert not any("total" in str(key) or key == "sum" for key in values)
    kinds = {(r["kind"], r["source"], r["target"], r["by"]) for r in values["relations"]}
    assert ("disputes", "night-1/homes-2", "night-1/homes-1", "editor") in kinds


def test_json_ld_is_a_claim_with_its_quotation() -> None:
    first, second, _, fourth = as_json_ld(ledger(), ADDRESS)
    assert first["@type"] == "Claim"
    assert first["@id"] == f"{ADDRESS}night-1/#homes-1"
    assert first["isBasedOn"]["@type"] == "Quotation"
    assert first["isBasedOn"]["text"] == "more than two hundred"
    assert first["creator"]["name"] == "North Bank"
    assert "disputes night-1/homes-1 (editor)" in second["abstract"]
    assert fourth["claimInterpreter"]["name"] == "the editors"
    assert fourth["temporalCoverage"] == "2031-04-02/2031-04-06"


def test_prov_knows_every_claim_its_speaker_and_who_asserts_a_relation() -> None:
    found = json.loads(json.dumps(as_prov(ledger(), ADDRESS)))
    entities = {key for key, facts in found["entity"].items() if "izdat:words" in facts}
    assert entities == {
        f"show:night-1/{name}" for name in ("homes-1", "homes-2", "mood", "homes-3")
    }
    attributed = {each["prov:entity"] for each in found["wasAttributedTo"].values()}
    assert attributed == entities
    agents = set(found["agent"])
    assert {each["prov:agent"] for each in found["wasAttributedTo"].values()} <= agents
    for each in found["wasInfluencedBy"].values():
        assert each["izdat:assertedBy"] in agents
        assert {each["prov:influencee"], each["prov:influencer"]} <= entities


def test_sqlite_holds_claims_and_relations_that_fit_together(tmp_path: Path) -> None:
    write_database(ledger(), tmp_path / "claims.db")
    db = sqlite3.connect(tmp_path / "claims.db")
    try:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = db.execute(
            'SELECT key, value, qualifier, "when" FROM claims ORDER BY key'
        ).fetchall()
        assert rows[0] == ("night-1/homes-1", 200.0, "more than", "")
        assert rows[2] == ("night-1/homes-3", 300.0, "about", "2031-04-02/2031-04-06")
        related = db.execute(
            "SELECT c.value, r.kind FROM relations r JOIN claims c ON c.key = r.target "
            "WHERE r.source = 'night-1/homes-2' AND r.asserted_by = 'editor'"
        ).fetchall()
        assert related == [(200.0, "disputes")]
    finally:
        db.close()


def test_an_amount_is_written_with_its_qualifier() -> None:
    assert written(Amount(1200, 1200, None, "more than")) == "more than 1,200"
    assert written(Amount(None, 30, 40, "between")) == "30 to 40"
    assert written(Amount(None, 2000, None, "vague")) == "at least 2,000, vague"
    assert written(Amount(4, 4, 4, "", "%")) == "4%"
    assert written(Amount(qualifier="vague")) == "—"


def test_the_table_goes_measure_by_measure() -> None:
    measures = [row[0] for row in lines(ledger())]
    assert measures == ["homes", "homes", "homes", ""]
