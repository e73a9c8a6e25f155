"""``comity read``: claims out, errors told, and runs that go on."""

from __future__ import annotations

import json

import pytest
from tests.cli.examples import run

from comity.cli import main

TEXT = "Spain recognised Peru on 14 August 1879. Chile recognised Ruritania in 1890."


@pytest.fixture
def comity(capsys):
    """Run in this process; exit code, JSON objects of stdout, stderr."""

    def _comity(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return left.value.code or 0, [json.loads(line) for line in out.splitlines()], err

    return _comity


def test_the_example_in_its_help_runs(tmp_path):
    (tmp_path / "statement.txt").write_text("Russia recognised Abkhazia on Thursday.")
    done = run(
        "comity ledger init acts.db && "
        "comity read statement.txt --published 2025-07-04 | comity ledger append acts.db -",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 1


def test_each_claim_is_one_json_object_with_its_words(comity, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    code, rows, err = comity("read", path)
    assert code == 0
    assert [(row["kind"], row["sender"], row["receiver"], row["happened"]) for row in rows] == [
        ("recognise", "ESP", "PER", "1879-08-14"),
        ("recognise", "CHL", "", "1890"),
    ]
    for row in rows:
        assert TEXT[row["start"] : row["end"]] == row["evidence"]
        assert {"document", "mode", "polarity", "attributed_to", "reader", "confidence", "why"} <= set(row)
    assert "1 documents read, 2 claims" in err
    assert "names without a code: Ruritania (1)" in err


def test_what_cannot_be_read_is_told_with_its_place_and_the_rest_is_read(comity, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": "Spain recognised Peru in 1879."}\n{bad\n{"text": ""}\n')
    (tmp_path / "b.bin").write_bytes(b"\x00\x01\x02" * 500)
    code, rows, err = comity("read", tmp_path)
    assert code == 1
    assert len(rows) == 1
    assert rows[0]["document_name"] == "1"
    for place in ("a.jsonl:2", "a.jsonl:3", "b.bin"):
        assert f"error: {tmp_path / place}: " in err
    assert "3 could not be read" in err


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_number_of_jobs_changes_nothing(comity, tmp_path, jobs):
    lines = [json.dumps({"id": str(n), "text": f"Spain recognised Peru in {1500 + n // 2}."}) for n in range(700)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines) + "\n")
    code, rows, _ = comity("read", tmp_path / "many.jsonl", "--jobs", jobs)
    assert code == 0
    assert [row["happened"] for row in rows] == [str(1500 + n // 2) for n in range(700)]


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(comity, tmp_path):
    path, done = tmp_path / "many.jsonl", tmp_path / "done"
    lines = [json.dumps({"id": str(n), "text": f"Spain recognised Peru in {1800 + n}."}) for n in range(9)]
    path.write_text("\n".join(lines[:5]) + "\n")
    comity("read", path, "--done", done)
    path.write_text("\n".join(lines) + "\n")
    _, rows, _ = comity("read", path, "--done", done)
    assert [row["document_name"] for row in rows] == ["5", "6", "7", "8"]


def test_append_puts_documents_and_claims_into_a_ledger_once(comity, tmp_path):
    path, ledger = tmp_path / "a.txt", tmp_path / "acts.db"
    path.write_text(TEXT)
    comity("ledger", "init", ledger)
    code, rows, err = comity("read", path, "--append", ledger)
    assert (code, rows) == (0, [])
    assert "appended 3 rows; 0 were there already" in err
    assert "appended 0 rows; 3 were there already" in comity("read", path, "--append", ledger)[2]
    _, acts, _ = comity("ledger", "acts", ledger)
    assert [(act["sender"], act["happened"]) for act in acts][:1] == [("ESP", "1879-08-14")]


def test_documents_are_printed_where_they_are_asked_for(comity, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    _, rows, _ = comity("read", path, "--documents")
    assert [row["row"] for row in rows] == ["document", "claim", "claim"]
    assert rows[0]["text"] == TEXT


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--published", "last week"), "write it as EDTF"),
        (("--reader", "oracle"), "one of: grammar, endpoint"),
        (("--reader", "endpoint"), "COMITY_ENDPOINT_URL"),
        (("--phrases", "none.toml"), "check the path"),
        (("--append", "none.db"), "comity ledger init"),
    ],
)
def test_a_wrong_option_says_what_to_do_before_anything_is_read(comity, tmp_path, monkeypatch, arguments, hint):
    monkeypatch.delenv("COMITY_ENDPOINT_URL", raising=False)
    (tmp_path / "a.txt").write_text(TEXT)
    code, rows, err = comity("read", tmp_path / "a.txt", *arguments)
    assert (code, rows) == (2, [])
    assert hint in err


def test_a_repair_is_told(comity, tmp_path):
    (tmp_path / "a.txt").write_bytes("El Señor: Spain recognised Peru in 1879.".encode("windows-1252"))
    assert "read as windows-1252" in comity("read", tmp_path / "a.txt")[2]
