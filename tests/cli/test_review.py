"""``comity review``: keystrokes become rulings."""

from __future__ import annotations

import io

import pytest
from tests.cli.examples import run

from comity.cli import main
from comity.ledger import Ledger


@pytest.fixture
def ledger(tmp_path, capsys):
    """A ledger with three claims read from one text, in the order of their days."""
    text, path = tmp_path / "a.txt", tmp_path / "acts.db"
    text.write_text("Spain recognised Peru in 1879. Chile recognised Cuba in 1902. France recognised Haiti in 1825.")
    Ledger.create(path).close()
    with pytest.raises(SystemExit):
        main(["read", str(text), "--append", str(path)])
    capsys.readouterr()
    return path


@pytest.fixture
def press(ledger, capsys, monkeypatch):
    """Press keys in a review of that ledger; what it printed, and its rulings as ``verb sender value``."""

    def _press(keys, *options):
        monkeypatch.setattr("sys.stdin", io.StringIO(keys))
        with pytest.raises(SystemExit) as left:
            main(["review", str(ledger), "--by", "ana", *options])
        assert not left.value.code
        with Ledger.open(ledger) as held:
            claims = {row.row.id: row.row for row in held.claims()}
            rulings = []
            for row in held.rulings():
                ruling = row.row
                assert ruling.by == "ana"
                said = [
                    ruling.verb,
                    claims[ruling.claim].sender if ruling.claim in claims else "",
                    ruling.value or ruling.because,
                ]
                rulings.append(" ".join(part for part in said if part))
        return capsys.readouterr().out, rulings

    return _press


def test_each_key_writes_its_ruling_and_goes_on(press):
    out, rulings = press("arfootnote only\nk")
    assert rulings == ["accept FRA", "reject ESP footnote only"]
    assert "2 rulings; 1 claims left" in out


def test_the_words_stand_in_their_context_with_what_the_ledger_holds(press):
    out, _ = press("q")
    assert "recognise  France [FRA] → Haiti [HTI]  1825" in out
    assert "new: nothing else in the ledger says so" in out
    assert "France recognised Haiti in 1825" in " ".join(out.split())
    assert "1 of 3" in out


def test_undo_is_a_ruling_too_and_the_claim_comes_back(press):
    out, rulings = press("auq")
    assert [line.split()[0] for line in rulings] == ["accept", "undo"]
    assert out.count("1 of 3") == 2
    assert "3 claims left" in out


def test_a_correction_is_written_and_the_claim_stays(press):
    out, rulings = press("chappened\n1826\nq")
    assert rulings == ["correct FRA 1826"]
    assert out.count("1 of 3") == 2


def test_a_wrong_correction_is_refused_and_nothing_is_written(press):
    out, rulings = press("chappened\nlast week\nq")
    assert rulings == []
    assert "error: 'last week' is not a date in EDTF" in out


def test_a_skipped_claim_comes_again(press):
    assert press("kkk")[1] == []
    out, _ = press("q")
    assert "1 of 3" in out


def test_same_act_offers_what_may_be_meant(press, ledger):
    with Ledger.open(ledger) as held:
        one = held.claims(party="FRA")[0].row
        other = type(one).from_dict(
            {**{k: v for k, v in one.to_dict().items() if k != "id"}, "happened": "1824", "start": 1}
        )
        held.append(other)
    out, rulings = press("s1\nq")
    assert rulings == ["same-act FRA"]
    assert "1  1825" in out or "1  1824" in out
    assert "no other claim" in press("s\nq", "--party", "ESP")[0]


def test_unknown_keys_and_help_change_nothing(press):
    out, rulings = press("x?q")
    assert rulings == []
    assert "'x' is no key" in out
    assert "accept: the claim says what its document says" in out


def test_the_end_of_the_keys_ends_the_sitting(press):
    out, rulings = press("a")
    assert rulings == ["accept FRA"]
    assert "2 claims left" in out


def test_an_empty_queue_says_so(press):
    press("aaa")
    assert "0 rulings; 0 claims left" in press("")[0]


def test_the_example_in_its_help_runs(ledger, tmp_path):
    done = run("echo q | comity review acts.db", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 of 3" in done.stdout
