"""``comity ledger``: what is printed, and how it fails."""

import json
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from tests.cli.examples import examples, run
from tests.ledger.make import claim
from tests.ledger.test_migrations import OLD

from comity.cli import main
from comity.ledger import Ledger

RUSSIA = claim("RUS", "AFG/emirate-2021", "2025-07-03")
FOOTNOTE = claim(start=74210, end=74211)  # its id begins with 3f2a, as in an example
CSV = "kind,sender,receiver,happened,checked\nrecognise,France,XKX,2008-02-18,yes\nrecognise,DEU,XKX,2008-02-20,no\n"


def comity(capsys, *arguments):
    """Run in this process; exit code, stdout, stderr."""
    with pytest.raises(SystemExit) as left:
        main([*map(str, arguments)])
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


def lines(*claims):
    return "".join(json.dumps(one.to_dict()) + "\n" for one in claims)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the files that the examples name: a ledger, its export, an empty ledger, claims, a table."""
    monkeypatch.chdir(tmp_path)
    with Ledger.create("acts.db") as ledger:
        ledger.append([RUSSIA, FOOTNOTE], by="ada")
        (tmp_path / "acts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ledger.rows()))
        (tmp_path / "checkpoint.json").write_text(json.dumps(ledger.head().to_dict()))
    Ledger.create("copy.db").close()
    (tmp_path / "claims.jsonl").write_text(lines(claim("POL"), claim("AUT")))
    (tmp_path / "acts.csv").write_text(CSV)
    return tmp_path


@pytest.mark.parametrize("line", examples("ledger"))
def test_the_example_in_each_help_runs(line, folder):
    if " init acts.db" in line:
        (folder / "acts.db").unlink()
    done = run(line, folder)
    assert done.returncode == 0, done.stderr


def test_a_batch_from_stdin_is_appended_and_told(folder):
    done = run("cat claims.jsonl | comity ledger append acts.db -", folder)
    assert json.loads(done.stdout) == {"new": 2, "known": 0}
    assert done.stderr == "appended 2 rows; 0 were there already\n"
    again = run("comity ledger append acts.db claims.jsonl", folder)
    assert json.loads(again.stdout) == {"new": 0, "known": 2}


def test_a_table_of_acts_is_kept_as_a_document_with_its_claims(folder, capsys):
    code, out, _ = comity(capsys, "ledger", "append", "acts.db", "acts.csv", "--by", "ada")
    assert (code, json.loads(out)) == (0, {"new": 3, "known": 0})
    code, out, _ = comity(capsys, "ledger", "acts", "acts.db", "--sender", "FRA", "--checked")
    acts = [json.loads(line) for line in out.splitlines()]
    assert acts[-1]["id"] == "recognise:FRA:XKX:2008-02-18"
    _, out, _ = comity(capsys, "ledger", "show", "acts.db", acts[-1]["id"])
    (one, *_) = [one for one in json.loads(out)["claims"] if one["document_kept"]]
    assert one["document_kept"]["name"] == "acts.csv"
    assert one["recorded_by_whom"] == "ada"


def test_a_ruling_is_recorded_and_shown_with_its_claim(folder, capsys):
    code, out, _ = comity(
        capsys, "ledger", "rule", "acts.db", "correct", RUSSIA.id[:8], "--field", "happened", "--value", "2025-07-04",
        "--because", "the note was handed over a day later", "--by", "ada",
    )  # fmt: skip
    assert code == 0
    ruling = json.loads(out)
    _, out, _ = comity(capsys, "ledger", "show", "acts.db", RUSSIA.id[:8])
    shown = json.loads(out)
    assert shown["happened"] == "2025-07-03"
    assert [one["id"] for one in shown["rulings"]] == [ruling["id"]]
    _, out, _ = comity(capsys, "ledger", "acts", "acts.db", "--sender", "RUS")
    assert json.loads(out)["id"] == "recognise:RUS:AFG/emirate-2021:2025-07-04"


def test_acts_of_an_earlier_evening_are_those_known_then(folder, capsys):
    assert comity(capsys, "ledger", "acts", "acts.db", "--recorded-by", "2020")[:2] == (0, "")


def test_an_export_imported_into_an_empty_ledger_has_its_hashes(folder):
    done = run(
        "comity ledger rule acts.db accept 3f2a && comity ledger export acts.db | comity ledger import copy.db - "
        "&& comity ledger verify acts.db && comity ledger verify copy.db",
        folder,
    )
    assert done.returncode == 0, done.stderr
    *_, one, two = done.stdout.splitlines()
    assert one == two
    assert json.loads(one)["claims"]["rows"] == 2


def test_verify_leaves_with_one_and_names_the_row(folder, capsys):
    raw = sqlite3.connect("acts.db")
    (guard,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'claims_no_update'").fetchone()
    raw.execute("DROP TRIGGER claims_no_update")
    raw.execute("UPDATE claims SET body = replace(body, 'RUS', 'SUR') WHERE seq = 1")
    raw.execute(guard)
    raw.commit()
    raw.close()
    code, out, err = comity(capsys, "ledger", "verify", "acts.db")
    assert (code, out) == (1, "")
    assert err.startswith("error: acts.db: claims row 1: ")
    assert "hint: " in err


MISTAKES = {
    "no ledger": (("acts", "none.db"), "none.db: there is no such ledger", "comity ledger init"),
    "a folder": (("acts", "."), "this is no file", "comity ledger init"),
    "not a ledger": (("acts", "claims.jsonl"), "claims.jsonl: this file is not a comity ledger", "comity ledger init"),
    "made twice": (("init", "acts.db"), "acts.db: there is a file already", "choose another name"),
    "no folder": (("init", "none/acts.db"), "there is no folder none", "make it first"),
    "no input": (("append", "acts.db", "none.jsonl"), "none.jsonl: cannot be opened", "check the name"),
    "no such claim": (("show", "acts.db", "0000"), "there is no claim '0000'", "comity ledger acts"),
    "no such act": (("show", "acts.db", "recognise:A:B:2000"), "there is no act", "comity ledger acts"),
    "no such verb": (("rule", "acts.db", "approve", "3f2a"), "a ruling cannot say 'approve'", "one of: accept"),
    "no such day": (("acts", "acts.db", "--on", "2008-02-31"), "there is no day '2008-02-31'", "EDTF"),
    "no such counting": (("acts", "acts.db", "--counting", "all"), "counting cannot be 'all'", "documented, claimed"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_what_to_do(folder, capsys, mistake):
    arguments, error, hint = MISTAKES[mistake]
    code, out, err = comity(capsys, "ledger", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert error in err
    assert hint in err.partition("hint: ")[2]


BAD_FILES = {
    "unknown party": ("a.jsonl", lines(claim("ESP")) + '{"kind": "recognise", "sender": "Ruritania"}\n', "a.jsonl:2: "),
    "reversed dates": ("a.jsonl", '{"kind": "recognise", "sender": "ITA", "happened": "2009/2008"}\n', "a.jsonl:1: "),
    "truncated line": ("a.jsonl", lines(claim("ESP"), claim("GBR"))[:-20], "a.jsonl:2: "),
    "duplicate": ("a.jsonl", lines(claim("ESP"), claim("GBR"), claim("ESP")), "a.jsonl:3: the row repeats a.jsonl:1"),
    "wrong column": ("a.csv", CSV.replace("happened", "date"), "a.csv:1: there is no column 'date'"),
    "bad encoding": ("a.csv", (CSV + "recognise,C\xf4te,XKX,2008,no\n").encode("latin-1"), "a.csv:4: byte 11 is not"),
    "10 MB in one field": ("a.jsonl", lines(claim("ESP", note="x" * 10_000_000)), "a.jsonl:1: note has 10,000,000"),
}


@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_bad_file_is_told_with_its_line_and_writes_nothing(folder, capsys, fault):
    name, content, where = BAD_FILES[fault]
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = run("comity ledger verify acts.db", folder).stdout
    code, out, err = comity(capsys, "ledger", "append", "acts.db", "claims.jsonl", name)
    assert (code, out) == (2, "")
    assert f"error: {where}" in err
    assert "hint: " in err
    assert len(err) < 1000
    assert run("comity ledger verify acts.db", folder).stdout == before


def test_duplicates_are_taken_where_that_is_asked_for(folder, capsys):
    (folder / "twice.jsonl").write_text(lines(claim("ITA"), claim("ITA")))
    code, out, _ = comity(capsys, "ledger", "append", "acts.db", "twice.jsonl", "--skip-duplicates")
    assert (code, json.loads(out)) == (0, {"new": 1, "known": 1})


def test_a_newer_ledger_is_refused_with_a_clear_word(folder, capsys):
    raw = sqlite3.connect("acts.db")
    raw.execute("INSERT INTO comity_versions VALUES (99, 'to come', '2030', '')")
    raw.commit()
    raw.close()
    code, _, err = comity(capsys, "ledger", "append", "acts.db", "claims.jsonl")
    assert code == 2
    assert "error: acts.db: this ledger has version 99" in err
    assert "upgrade comity" in err


def test_a_reader_that_goes_away_is_no_error(folder):
    run("comity ledger append acts.db claims.jsonl", folder)
    done = run("comity ledger export acts.db | head -n 1", folder)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_an_export_in_each_form_is_read_back(folder, capsys):
    comity(capsys, "ledger", "append", "acts.db", "acts.csv")
    for form in ("csv", "parquet"):
        for table in ("documents", "claims", "rulings"):
            name = f"{table}.{form}"
            code, out, err = comity(
                capsys, "ledger", "export", "acts.db", "--format", form, "--table", table, "--output", name
            )
            assert (code, out) == (0, ""), err
            code, out, err = comity(capsys, "ledger", "import", "acts.db", name)
            assert (code, json.loads(out)["new"]) == (0, 0), err
    assert not list(folder.glob("*.part"))


def test_a_checkpoint_is_held_against_the_ledger_later(folder, capsys):
    checkpoint = comity(capsys, "ledger", "checkpoint", "acts.db")[1]
    (folder / "kept.json").write_text(checkpoint)
    comity(capsys, "ledger", "append", "acts.db", "claims.jsonl")
    assert comity(capsys, "ledger", "verify", "acts.db", "--since", "kept.json")[0] == 0
    code, out, err = comity(capsys, "ledger", "verify", "copy.db", "--since", "kept.json")
    assert (code, out) == (1, "")
    assert "the ledger has 0 claims; the checkpoint says 2" in err
    (folder / "kept.json").write_text("{}")
    code, _, err = comity(capsys, "ledger", "verify", "acts.db", "--since", "kept.json")
    assert code == 2
    assert "kept.json: this is no checkpoint" in err


def test_a_backup_is_brought_up_to_date_and_restored(folder, capsys):
    for new in (2, 2):
        code, out, err = comity(capsys, "ledger", "copy", "acts.db", "backup.db")
        assert (code, err) == (0, f"copied {new} rows\n")
        comity(capsys, "ledger", "append", "acts.db", "claims.jsonl")
    code, restored, _ = comity(capsys, "ledger", "copy", "backup.db", "restored.db")
    assert json.loads(restored) == json.loads(out)


@pytest.mark.parametrize("small", [0, 8_000_000])
def test_very_many_rows_go_in_by_batches_and_go_on_after_a_fault(folder, capsys, monkeypatch, small):
    """Read by this process, or where the file is large by a second one."""
    monkeypatch.setattr("comity.cli.ledger.SMALL", small)
    good = [claim("ESP", start=n, end=n) for n in range(25)]
    (folder / "many.jsonl").write_text(lines(*good) + "{\n" + lines(claim("GBR")))
    code, _, err = comity(capsys, "ledger", "append", "acts.db", "many.jsonl", "--every", "10")
    assert code == 2
    assert "20 rows are in" in err
    assert "error: many.jsonl:26: " in err
    (folder / "many.jsonl").write_text(lines(*good, claim("GBR")))
    code, out, _ = comity(capsys, "ledger", "append", "acts.db", "many.jsonl", "--every", "10")
    assert (code, json.loads(out)) == (0, {"new": 6, "known": 20})


def test_an_interrupt_at_the_keyboard_writes_nothing(folder):
    """The command has read some rows from a pipe that is still open when the interrupt comes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "comity", "ledger", "append", "acts.db", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdin.write(lines(*(claim("ESP", start=n, end=n) for n in range(300))).encode())
    process.stdin.flush()
    for _ in range(600):  # it waits for more once it holds the writer's place
        other = sqlite3.connect("acts.db", timeout=0)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            break
        finally:
            other.close()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    with Ledger.open("acts.db") as ledger:
        assert ledger.verify().claims[0] == 2


def test_an_earlier_ledger_is_migrated_by_its_command(folder, capsys):
    raw = sqlite3.connect("old.db")
    raw.executescript((OLD / "v1.sql").read_text(encoding="utf-8"))
    raw.close()
    code, _, err = comity(capsys, "ledger", "acts", "old.db")
    assert code == 2
    assert "hint: keep a copy, then `comity ledger migrate old.db`" in err
    assert json.loads(comity(capsys, "ledger", "migrate", "old.db")[1]) == {"applied": ["keep_originals"]}
    assert comity(capsys, "ledger", "verify", "old.db")[0] == 0


def test_a_server_that_is_not_there_is_told(capsys):
    code, out, err = comity(capsys, "ledger", "acts", "postgresql://ada:s3cret@localhost:1/acts")
    assert (code, out) == (2, "")
    assert "hint: check the host and port" in err
    assert "s3cret" not in err
