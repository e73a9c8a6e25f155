"""The static copy: the same pages as files, whose every link leads to a file of the copy."""

import json
import os
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.atlas.conftest import fill

import comity
from comity.atlas.static_copy import build
from comity.claims import Claim
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Ledger


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the small ledger, with a government as a party and a date that is no file name."""
    folder = tmp_path_factory.mktemp("copy")
    path, document, _ = fill(folder / "acts.db")
    with Ledger.open(path) as ledger:
        ledger.append(
            Claim(kind="recognise", sender="RUS", receiver="AFG/emirate-2021", happened=Day.parse("2025-07?"))
        )
    build(comity.open(path), folder / "out", title="Small")
    return folder / "out", document


ADDRESS = re.compile(r'(?:href|src|data-world|data-shapes|data-measures|data-bands|data-index)="([^"]+)"')


def broken(out):
    """Links of a copy that lead to no file of it, or to a place that its page does not have."""
    texts = {page: page.read_text(encoding="utf-8") for page in out.rglob("*.html")}
    ids = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in texts.items()}
    files, found = {path for path in out.rglob("*") if path.is_file()}, []
    for page, text in texts.items():
        for href in set(ADDRESS.findall(text)):
            if href.startswith("http"):
                continue
            path, _, fragment = unescape(href).partition("#")
            path = path.partition("?")[0]
            target = Path(os.path.normpath(page.parent / unquote(path))) if path else page
            if target not in files or (fragment and fragment not in ids.get(target, ())):
                found.append(f"{page.relative_to(out)} -> {href}")
    return len(texts), found


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(copy):
    out, _ = copy
    pages, found = broken(out)
    assert found == []
    assert pages > 100


@pytest.mark.slow
def test_every_link_of_the_copy_of_the_bundled_record_leads_somewhere(tmp_path):
    done = build(comity.open(), tmp_path / "out")
    pages, found = broken(tmp_path / "out")
    assert found == []
    assert pages == done.pages > 5_000


def test_every_mark_leads_to_its_evidence_without_a_server(copy):
    """Case, act, claim, and the span in the document."""
    out, document = copy
    act = out / "act/recognise_FRA_XKX_2008-02-18.html"
    assert "../act/recognise_FRA_XKX_2008-02-18.html" in (out / "case/XKX.html").read_text()
    assert f"../document/{document.id}.html#c-" in act.read_text()
    assert "<mark>France today recognised Kosovo.</mark>" in (out / f"document/{document.id}.html").read_text()


def test_no_page_of_a_copy_needs_a_server(copy):
    out, _ = copy
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'method="post"' not in text
        assert "data-events" not in text
        assert 'http-equiv="Content-Security-Policy"' in text


def test_a_date_that_is_no_file_name_is_written_so_that_it_is(copy):
    assert (copy[0] / "act/recognise_RUS_AFG=2Femirate-2021_2025-07=3F.html").is_file()


def test_the_data_are_those_of_the_api(copy):
    out, _ = copy
    assert json.loads((out / "api/cases/XKX.json").read_text())["counts"]["recognisers"] == 2
    assert "Nauru" in (out / "api/cases/XKX/recognisers.csv").read_text()
    assert len(json.loads((out / "comity-atlas.json").read_text())["head"]) == 64


def test_a_ledger_without_acts_has_a_copy_too(tmp_path):
    with Ledger.create(tmp_path / "acts.db"):
        pass
    build(comity.open(tmp_path / "acts.db"), tmp_path / "out")
    assert broken(tmp_path / "out")[1] == []
    assert "holds no act of recognition yet" in (tmp_path / "out/index.html").read_text()


def test_only_an_earlier_copy_is_written_over(copy, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(BadInput, match="something else"):
        build(comity.open(), tmp_path)
    assert [path.name for path in Path(tmp_path).iterdir()] == ["notes.txt"]
