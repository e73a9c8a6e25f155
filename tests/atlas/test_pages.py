"""Pages: each says what the record says, every mark leads to its evidence, and nothing runs in it but our own files."""

import dataclasses
import importlib
import re
from html.parser import HTMLParser

import jinja2.meta
import jinja2.nodes
import pytest
from fastapi.testclient import TestClient

import comity
from comity.atlas.app import create_app
from comity.atlas.links import Links, slug, unslug
from comity.atlas.pages.rows import name_then
from comity.atlas.render import TEMPLATES, environment
from comity.days import Day
from comity.ledger import Ledger

PAGES = [
    "/", "/world/XKX?on=2011-10-11", "/world/SUN", "/cases", "/case/XKX", "/case/AFG/emirate-2021?on=2025-08-01",
    "/case/SYR/snc-2012",
    "/case/SUN", "/parties", "/party/FRA", "/party/RUS?on=1992", "/party/XKX", "/party/CHN/prc",
    "/act/recognise_FRA_XKX_2008-02-18", "/documents", "/compare",
    "/compare?case=XKX&with_case=XKX&on=2010&with_on=2020",
    "/search", "/search?q=Zaire", "/review", "/review?offset=40", "/about", "/enter",
]  # fmt: skip


class Tags(HTMLParser):
    """Addresses, and what would run in a page, of some HTML."""

    def __init__(self, text):
        super().__init__()
        self.hrefs, self.inline, self.ids = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a":
            self.hrefs.append(given.get("href"))
        if tag == "script" and "src" not in given:
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if "id" in given:
            self.ids.append(given["id"])


def test_a_case_says_what_may_come_or_what_computes_it(bundled):
    page = bundled.get("/case/XKX").text
    told = bundled.get("/api/cases/XKX/brief").json()["outlook"]
    likeliest = told["forecast"]["states"][0]
    assert "What may come after 30 April 2026" in page
    assert f'href="/party/{likeliest["party"]}"' in page[page.index("What may come") :]
    assert 'aria-labelledby="likely-recognise-title' in page
    assert "comity forecast XKX --on 2011-10-11" in bundled.get("/case/XKX?on=2011-10-11").text
    assert "What may come" not in bundled.get("/case/SUN").text


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_there_with_a_title_and_one_heading(bundled, address):
    answer = bundled.get(address)
    assert answer.status_code == 200
    assert re.search(r"<title>[^<]+ · comity</title>", answer.text)
    assert answer.text.count("<h1>") == 1
    assert "None" not in re.sub(r"<[^>]+>", "", answer.text)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_script_or_style_in_its_text(bundled, address):
    found = Tags(bundled.get(address).text)
    assert found.inline == []
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(bundled, address):
    hrefs = {href.split("#")[0] for href in Tags(bundled.get(address).text).hrefs if href.startswith("/")}
    for href in sorted(hrefs)[:60]:
        assert bundled.get(href).status_code == 200, href


def test_the_world_says_the_count_of_the_standing(bundled):
    """84 of 193 members of the United Nations recognised Kosovo on 11 October 2011."""
    text = bundled.get("/world/XKX?on=2011-10-11").text
    assert re.search(r'data-count="un">84<.*data-count="members">193<', text)
    assert text.count("<tr data-party=") == 85


def test_a_page_is_read_as_known_on_a_day(bundled):
    answer = bundled.get("/act/recognise_FRA_XKX_2008-02-18?recorded_by=2020-01-01")
    assert answer.status_code == 404
    assert "as known at the end of 2020-01-01" in answer.text


def test_an_act_shows_its_claims_with_the_evidence_marked(small):
    text = small.get("/act/recognise_FRA_XKX_2008-02-18").text
    assert "<mark>France today recognised Kosovo.</mark>" in text
    assert '<span class="around">Paris, 18 February 2008. </span>' in text
    assert f"/claim/{small.claims_[0].id}" in text


def test_evidence_in_a_table_has_the_names_of_its_columns(bundled):
    text = bundled.get("/act/withdraw-recognition_GHA_XKX_2019-11-11").text
    assert '<span class="around head">kind,sender,receiver,happened' in text


def test_what_a_document_says_is_never_run(small):
    text = small.get(f"/document/{small.document.id}").text
    assert "A wire &lt;report&gt;" in text
    assert "<report>" not in text


def test_a_disputed_withdrawal_is_in_words_and_not_counted(small):
    assert "is not counted as documented" in small.get("/act/withdraw-recognition_NRU_XKX_2019").text
    assert "announced only by SRB" in small.get("/act/withdraw-recognition_NRU_XKX_2019").text
    assert 'data-count="recognisers">2<' in small.get("/world/XKX").text
    assert 'data-count="recognisers">1<' in small.get("/world/XKX?counting=claimed").text


def test_a_search_knows_the_names_of_the_time(bundled):
    text = bundled.get("/search?q=Zaire").text
    assert "COD" in text
    assert "as “Zaire”, from 1971-10-27 to 1997-05-17" in text
    assert "nobody of that name" in bundled.get("/search?q=Zaire&on=2020").text


@pytest.mark.parametrize(
    ("code", "on", "then"),
    [("COD", "1973-10-04", "Republic of Zaire"), ("COD", "2001", ""), ("COD", "1971", ""),
     ("LKA", "1960", "Dominion of Ceylon"), ("BEN", "1970-01", "Republic of Dahomey"), ("FRA", "2008-02-18", ""),
     ("FRA", "1942", "French State"), ("Ruritania", "1942", "")],
)  # fmt: skip
def test_an_act_says_what_its_parties_were_called_then(code, on, then):
    """Only where that tells something, and for certain: in 1971 the Congo had both names."""
    assert name_then(code, Day.parse(on)) == then


def test_a_list_of_acts_has_the_names_of_the_time(bundled):
    assert "Democratic Republic of the Congo was then Republic of Zaire" in bundled.get("/search?q=Zaire").text


def test_a_search_finds_an_act_by_its_parties_and_year(bundled):
    assert 'href="/act/recognise_NIC_ABK_2008-09-05"' in bundled.get("/search?q=nicaragua abkhazia 2008").text


@pytest.mark.parametrize(
    ("address", "says"),
    [("/case/QQQ", "QQQ"), ("/case/Kosovo", "did you mean XKX"), ("/nowhere", "no such thing"),
     ("/act/recognise_A_B_2000", "no act"),
     ("/claim/zz", "no id of a claim"), ("/document/0", "keeps no document"), ("/world/AND", "holds nothing")],
)  # fmt: skip
def test_a_page_that_is_not_there_says_so_and_what_to_do(bundled, address, says):
    answer = bundled.get(address)
    assert answer.status_code == 404
    assert says in answer.text
    assert "Traceback" not in answer.text


def test_a_ledger_without_acts_says_how_to_begin(tmp_path):
    with Ledger.create(tmp_path / "acts.db"):
        pass
    with TestClient(create_app(comity.open(tmp_path / "acts.db")), base_url="http://localhost") as client:
        for address in ("/", "/cases"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "comity ledger append" in answer.text
        assert client.get("/compare").status_code == 404


def test_a_day_that_is_none_is_said_on_the_page(bundled):
    answer = bundled.get("/case/XKX?on=2011-02-31")
    assert answer.status_code == 422
    assert "there is no day" in answer.text


@pytest.mark.parametrize("template", list(TEMPLATES))
def test_a_template_shows_all_of_its_page_and_nothing_else(template):
    """A field that no template shows, or a template that asks for what the page does not have, is a mistake."""
    module, _, name = TEMPLATES[template].rpartition(".")
    page = getattr(importlib.import_module(module), name)
    source = environment().loader.get_source(environment(), f"{template}.html")[0]
    tree = environment().parse(source)
    used = {
        node.attr
        for node in tree.find_all(jinja2.nodes.Getattr)
        if isinstance(node.node, jinja2.nodes.Name) and node.node.name == "page"
    }
    fields = {field.name for field in dataclasses.fields(page)}
    assert used == fields
    assert page.__doc__


@pytest.mark.parametrize("id_", ["recognise:SLV:XKX:2013?", "recognise.de-facto:USA:ISR:1948", "a:b:c_d=/%é:..<x:y"])
def test_an_act_has_an_address_that_is_also_a_file_name(id_):
    assert unslug(slug(id_)) == id_
    assert re.fullmatch(r"[A-Za-z0-9._~=-]+", slug(id_))


def test_links_of_a_static_copy_are_relative():
    links = Links("/case/AFG/emirate-2021", static=True)
    assert links.party("FRA") == "../../party/FRA.html"
    assert links.page("/") == "../../index.html"
    assert links.asset("atlas.css") == "../../static/atlas.css"
