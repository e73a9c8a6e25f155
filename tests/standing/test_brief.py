"""What a brief says, and that its numbers are those of the standing in every form."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from functools import cache
from html.parser import HTMLParser

import pytest

import comity
from comity.claims import Claim
from comity.days import Day
from comity.errors import BadInput
from comity.ledger import Ledger
from comity.record import COVERED_TO, Record
from comity.record.bundled import fill
from comity.standing import View, brief, standing
from comity.standing.rendering.plot import plot
from comity.standing.rendering.svg import curve_svg
from comity.standing.words import date_words, listing, with_article

CASES = [
    ("AFG/emirate-2021", None), ("AFG/emirate-1996", None), ("AFG/kingdom-1919", "1921-12-31"), ("SUN", "1924-12-31"),
    ("CHN/prc", "1949-12-31"), ("CHN/roc", None), ("DDR", "1972-12"), ("DDR", None), ("XKX", "2008-10-31"),
    ("XKX", "2005"), ("PSE", None), ("SML", "2000"), ("LVA", "1950"), ("CYN", None), ("TLS", None),
    ("SYR/transitional-2024", None), ("VEN/guaido-2019", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def record():
    return comity.open()


@pytest.fixture(scope="module")
def brief_of(record):
    return cache(lambda case, on=None: record.brief(case, on=on))


def act(kind, sender, receiver, happened, **fields):
    return Claim(kind=kind, sender=sender, receiver=receiver, happened=Day.parse(happened), **fields)


def made(*acts):
    ledger = Ledger.in_memory()
    ledger.append(list(acts))
    return ledger


# -- the headline ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "on"), CASES)
def test_every_number_of_the_headline_is_one_of_the_standing_or_of_a_date(brief_of, case, on):
    found = brief_of(case, on)
    counts, shares = found.standing.counts, found.standing.shares
    known = {
        counts["un_members"], counts["in_being"], counts["in_being"] - counts["un_members"], counts["ever"],
        shares["un_members"].members, shares["states"].members,
    }  # fmt: skip
    words = found.headline.replace(found.name, "")
    days = re.findall(r"(?:\b\d{1,2} )?(?:[A-Z][a-z]+ )?\b\d{4}\b", words)
    for day in days:
        words = words.replace(day, "")
    assert {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)} <= known
    assert "legitimate" not in found.headline


def test_a_single_recogniser_is_named(record):
    assert record.brief("AFG/emirate-2021").headline == (
        "At the end of April 2026, where the record ends, Russia alone recognised the Islamic Emirate of Afghanistan "
        "(second Taliban government), by this record's count of documented acts: 1 of the 192 other members of the "
        "United Nations."
    )


def test_many_are_counted_with_those_outside_the_united_nations(record):
    assert record.brief("XKX", on="2008-10-31").headline == (
        "On 31 October 2008, 52 of the 192 members of the United Nations and 1 other recognised Kosovo, by this "
        "record's count of documented acts."
    )


def test_before_the_united_nations_the_states_in_being_are_the_measure(record):
    words = record.brief("AFG/kingdom-1919", on="1921-12-31").headline
    assert words.startswith(
        "On 31 December 1921, at least 6 of the 81 other states then in being recognised Amanullah's"
    )


def test_a_case_that_is_known_to_be_incomplete_says_at_least(record):
    assert "at least 36 of the 192" in record.brief("TLS").headline
    assert "known to be incomplete" in record.brief("TLS").headline
    assert "at least" not in record.brief("PSE").headline


def test_an_ended_case_is_told_as_of_the_day_before(record):
    assert record.brief("DDR").headline.startswith("On 2 October 1990, the day before it ended, at least 84 of the 159")


def test_before_it_began_nothing_but_that_is_said(record):
    found = record.brief("XKX", on="2005")
    assert found.headline == "At the end of 2005, no recognition of Kosovo is on record; it begins on 17 February 2008."
    assert found.deck == ()
    assert not found.begun
    assert "OVER TIME" not in found.text()


def test_a_state_that_did_not_act_for_itself_has_no_count(record):
    found = record.brief("LVA", on="1950")
    assert "did not act for itself (17 June 1940 to 21 August 1991)" in found.headline
    assert found.deck == ()


def test_recognition_by_relations_alone_is_said_to_be_so(record):
    assert "the United Kingdom and Ukraine recognised" in (words := record.brief("SYR/transitional-2024").headline)
    assert "by establishing relations" in words


def test_the_counting_is_in_the_headline_and_the_other_count_beside_it(record):
    documented, claimed = record.brief("XKX"), record.brief("XKX", counting="claimed")
    assert "by this record's count of acts that are documented or claimed" in claimed.headline
    assert documented.alternative == claimed.standing.counts["in_being"]
    assert claimed.alternative == documented.standing.counts["in_being"]
    assert any("the number of states is 105 and not 113" in line for line in documented.deck)
    assert any("Counting documented acts alone, the number of states is 113" in line for line in claimed.deck)


def test_checked_acts_alone_are_said_to_be_so(record):
    assert "count of documented acts with checked dates" in record.brief("XKX", checked=True).headline


def test_those_that_say_it_is_no_recognition_are_named(record):
    assert (
        "China, Kazakhstan, Pakistan and Qatar are on record as saying that it is none."
        in record.brief("AFG/emirate-2021").deck
    )


def test_a_rival_stands_beside_its_rival(record):
    found = record.brief("CHN/prc", on="2007-12-28")
    assert [(rival.case, rival.recognisers) for rival in found.rivals] == [("CHN/roc", _present(record, "CHN/roc"))]
    assert found.rivals[0].recognisers > 0


def _present(record, case):
    return record.standing(case, on="2007-12-28").counts["in_being"]


# -- what it is made of ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "on"), CASES)
def test_the_curve_ends_at_the_count_of_the_standing(brief_of, case, on):
    found = brief_of(case, on)
    if found.curve and "did not act for itself" not in found.headline:
        assert found.curve[-1].recognisers == found.standing.counts["in_being"]
    assert [point.on for point in found.curve] == sorted(point.on for point in found.curve)


@pytest.mark.parametrize("case", ["XKX", "DDR", "SUN", "CHN/prc", "ESH", "EST", "AFG/kingdom-1919"])
def test_the_curve_is_the_count_of_the_standing_on_every_day_that_it_changes(record, case):
    """On the day before the change, too: the curve is no other count than the standing's."""
    view = record.view()
    curve = view.curve(case)
    for index in range(1, len(curve), max(1, len(curve) // 6)):
        for date, count in (
            (curve[index][0], curve[index][1]),
            (curve[index][0] - dt.timedelta(1), curve[index - 1][1]),
        ):
            assert standing(view, case, Day.parse(date)).counts["in_being"] == count, date


def test_soviet_russia_is_carried_on_by_the_soviet_union_until_1991(record):
    """Soviet Russia recognised Afghanistan in 1919; in 1926 the Soviet Union carries it."""
    assert "SUN" in [row.party for row in record.standing("AFG/kingdom-1919", on="1926").recognisers]
    assert "RUS" in [row.party for row in record.standing("AFG/kingdom-1919", on="1921").recognisers]


def test_nobody_is_counted_for_a_government_that_has_ended(record):
    """The Syrian opposition's coalition ended in 2025; it is no rival any more."""
    assert record.brief("SYR/transitional-2024", on="2026-01").rivals == ()


def test_acts_that_are_not_counted_are_shown_and_marked(record):
    found = record.brief("XKX")
    left_out = [row for row in found.evidence if not row.counted]
    assert len(left_out) == found.coverage.left_out == 11
    suriname = next(row for row in left_out if row.party == "SUR")
    assert suriname.said_by == ("Serbia",)
    assert suriname.why == ("announced only by Serbia", "denied by Kosovo")
    assert suriname.sources[0][1].startswith("https://")
    assert {mark.what for mark in found.marks} == {"withdrawn", "not counted"}


def test_the_record_counts_what_it_does_not_know(record):
    found = record.brief("AFG/emirate-2021").coverage
    rows = list(record.brief("AFG/emirate-2021").evidence)
    assert found.until == COVERED_TO.text == "2026-04"
    assert found.acts == len(rows) == 40
    assert found.recalled == sum(not row.checked for row in rows)
    assert found.coarse == sum(len(row.happened.rstrip("?")) < 10 for row in rows)
    assert any("Closed embassies are of two kinds" in line for line in found.gaps)
    assert "The record ends in April 2026" in record.brief("AFG/emirate-2021").text()


def test_a_ledger_of_ones_own_has_no_gaps_of_ours_and_says_so():
    found = Record(made(act("recognise", "FRA", "XKX", "2008-02-18"))).brief("XKX", on="2009")
    assert found.coverage.gaps == ()
    assert found.coverage.until == ""
    assert "does not say what it covers" in found.text()


def test_a_ledger_begun_with_the_record_keeps_its_gaps_and_may_go_on_after_it(record):
    ledger = Ledger.in_memory()
    fill(ledger)
    ledger.append(act("recognise", "IND", "AFG/emirate-2021", "2026-06-01"))
    found = Record(ledger).brief("AFG/emirate-2021", on="2026-07-01")
    assert found.coverage.gaps == record.brief("AFG/emirate-2021").coverage.gaps
    assert found.headline.startswith("On 1 July 2026, Russia and India recognised")


def test_numbers_of_precedents_that_are_known_to_be_too_low_say_so(record):
    found = record.brief("XKX", on="2012-12-31")
    rows = {row.case: row.portrait.incomplete for row in found.precedents}
    assert rows["ISR"]
    assert "≥55, UN" in found.text()


def test_recorded_by_is_what_was_known_that_evening():
    ledger = made()
    ledger.append(act("recognise", "FRA", "XKX", "2008-02-18"), recorded="2020-01-01T00:00:00.000000Z")
    ledger.append(act("recognise", "GBR", "XKX", "2008-02-18"), recorded="2021-01-01T00:00:00.000000Z")
    found = Record(ledger).brief("XKX", on="2009", recorded_by="2020-06-30")
    assert found.standing.counts["in_being"] == 1
    assert "This is what the ledger held at the end of 30 June 2020." in found.deck


def test_a_party_that_is_no_case_has_no_brief(record):
    with pytest.raises(BadInput, match="does not follow who recognises it"):
        record.brief("FRA")


def test_the_json_holds_the_standing_and_what_the_page_adds(record):
    told = record.brief("XKX", on="2012-01-01").to_dict()
    plain = record.standing("XKX", on="2012-01-01").to_dict()
    assert {key: told[key] for key in plain} == plain
    assert {"headline", "curve", "precedents", "gaps", "evidence", "coverage", "band"} <= set(told)
    assert told["counts"]["recognisers"] == len(told["recognisers"])
    assert {"party", "since", "un_member", "checked", "disputed"} <= set(told["recognisers"][0])


# -- what may come ---------------------------------------------------------------------------------------------------


def test_the_forecast_of_the_records_last_day_stands_in_every_form(record):
    found = record.brief("XKX")
    forecast = found.outlook.forecast
    assert (forecast.on, forecast.until) == ("2026-04-30", "2027-04-30")
    assert forecast.recognisers == found.standing.counts["in_being"]
    first = forecast.likely()[0]
    for page in (found.text(), found.markdown(), found.html()):
        words = " ".join(page.split())
        assert "hat may come after 30 april 2026" in words.lower()
        assert first.name in words
        assert "of which came to recognition within the year" in words
        assert "comity forecast XKX --on 2026-04-30" in words
    assert found.to_dict()["outlook"]["forecast"]["states"][0]["party"] == first.party


@pytest.mark.parametrize(
    ("on", "policy", "command"),
    [
        ("2011-10-11", {}, "comity forecast XKX --on 2011-10-11"),
        ("2011", {}, "comity forecast XKX --on 2011-12-31"),
        (None, {"counting": "claimed"}, "comity forecast XKX --on 2026-04-30 --counting claimed"),
        (None, {"checked": True}, "comity forecast XKX --on 2026-04-30 --checked"),
        (None, {"implied": "none"}, "comity forecast XKX --on 2026-04-30 --implied none"),
    ],
)
def test_where_no_forecast_is_at_hand_the_page_says_what_computes_it(record, on, policy, command):
    found = record.brief("XKX", on, **policy)
    assert found.outlook.forecast is None
    assert found.outlook.command == command
    for page in (found.text(), found.markdown(), found.html()):
        assert "this computes one" in " ".join(page.split())
        assert command in " ".join(page.split())


@pytest.mark.parametrize(
    ("case", "on"), [("DDR", None), ("XKX", "2005"), ("AFG/emirate-2021", "2023"), ("SUN", "2020")]
)
def test_where_nothing_can_come_the_page_is_silent(record, case, on):
    found = record.brief(case, on)
    assert found.outlook is None
    assert "may come" not in found.text().lower()


# -- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "on"), CASES)
@pytest.mark.parametrize("width", [80, 60])
def test_no_line_of_the_page_is_wider_than_the_terminal(brief_of, case, on, width):
    page = brief_of(case, on).text(width, all_acts=True)
    assert max(len(line) for line in page.splitlines()) <= width


@pytest.mark.parametrize(("case", "on"), CASES)
def test_every_form_says_the_headline(brief_of, case, on):
    found = brief_of(case, on)
    words = re.sub(r"\W+", " ", found.headline)
    for page in (found.text(), _Text.of(found.html()), found.markdown().replace("\\", "")):
        assert words in re.sub(r"\W+", " ", page)


class _Text(HTMLParser):
    """Words, tags, attributes and problems of a page."""

    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self):
        super().__init__()
        self.words, self.open, self.attributes, self.problems = [], [], [], []

    @staticmethod
    def of(page):
        return " ".join(_Text.read(page).words)

    @staticmethod
    def read(page):
        found = _Text()
        found.feed(page)
        found.close()
        return found

    def handle_starttag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(tag)

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize(("case", "on"), CASES)
def test_the_page_is_well_formed_and_needs_nothing_else(brief_of, case, on):
    page = brief_of(case, on).html()
    found = _Text.read(page)
    assert found.problems == []
    assert found.open == []
    tags = [tag for tag, _ in found.attributes]
    assert not {"script", "link", "iframe", "img", "object", "embed"} & set(tags)
    assert not [a for _, attributes in found.attributes for a in attributes if a == "src" or a.startswith("on")]
    assert "@import" not in page
    assert "url(" not in page
    assert next(attributes["lang"] for tag, attributes in found.attributes if tag == "html") == "en"
    ids = [attributes["id"] for _, attributes in found.attributes if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_pictures_have_text_alternatives_and_tables_have_headers(record):
    found = _Text.read(record.brief("XKX").html())
    pictures = [attributes for tag, attributes in found.attributes if tag == "svg"]
    ids = {attributes["id"] for _, attributes in found.attributes if "id" in attributes}
    assert len(pictures) == 2 + len(record.brief("XKX").outlook.forecast.counts)
    for picture in pictures:
        assert picture["role"] == "img"
        assert set(picture["aria-labelledby"].split()) <= ids
    assert sum(tag == "table" for tag, _ in found.attributes) == sum(tag == "thead" for tag, _ in found.attributes)
    assert all("scope" in attributes for tag, attributes in found.attributes if tag == "th")


def test_the_pictures_are_well_formed_xml():
    drawn = curve_svg(
        [(dt.date(2008, 2, 17), 1), (dt.date(2010, 1, 1), 7)],
        dt.date(2008, 2, 17),
        dt.date(2012, 1, 1),
        title="<Recognisers> & others",
        description="a 'curve'",
        marks=[(dt.date(2011, 1, 1), "withdrawn", "Nauru & <co>")],
    )
    root = ET.fromstring(drawn)
    texts = [element.text for element in root.iter()]
    assert "<Recognisers> & others" in texts
    assert "Nauru & <co>" in texts


def test_what_a_hostile_document_says_is_only_text():
    hostile = '<script>alert(1)</script> "quoted" | pipe [link](javascript:alert(2)) *bold*\n# heading'
    ledger = made(
        act(
            "recognise", "FRA", "XKX", "2008-02-18", note=hostile, cites_title=hostile, cites_url="javascript:alert(3)"
        ),
        act("recognise", "GBR", "XKX", "2008-02-18", cites_title="a) [b]", cites_url="https://example.org/a)b|c>d\"e"),
        act("refuse-recognition", "ESP", "XKX", "2008-02-19", condition=hostile),
    )  # fmt: skip
    found = Record(ledger).brief("XKX", on="2009")
    page = _Text.read(found.html())
    assert page.problems == []
    assert "script" not in [tag for tag, _ in page.attributes]
    links = [attributes["href"] for tag, attributes in page.attributes if tag == "a"]
    assert links == ['https://example.org/a)b|c>d"e']
    assert "<script>" not in found._repr_html_()
    text = found.markdown()
    assert "](javascript" not in text.replace("\\]", "")
    assert "\n# heading" not in text
    row = next(line for line in text.splitlines() if "example.org" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert max(len(line) for line in found.text().splitlines()) <= 80


def test_tables_of_the_markdown_have_as_many_cells_as_their_heads(record):
    columns = 0
    for line in record.brief("XKX").markdown().splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        if cells and columns:
            assert cells == columns, line
        columns = cells


def test_a_notebook_shows_the_page_inside_one_element(record):
    shown = record.brief("XKX")._repr_html_()
    assert "<html" not in shown
    assert "<body" not in shown
    assert _Text.read(shown).problems == []


def test_a_long_list_of_acts_keeps_what_is_disputed(record):
    found = record.brief("XKX")
    short, whole = found.text(), found.text(all_acts=True)
    assert "Suriname: withdraw recognition" in short
    assert "acts are left out here" in short
    assert "acts are left out here" not in whole
    assert len(whole.splitlines()) > len(short.splitlines())


def test_the_plot_reaches_from_nought_to_the_top():
    """Nought for a third, one for a third, two for a third: two rows, the last full."""
    lines = plot(
        [(dt.date(2010, 5, 3), 1), (dt.date(2010, 9, 2), 2)], dt.date(2010, 1, 1), dt.date(2010, 12, 31), width=33
    )
    assert [line[3:] for line in lines[:2]] == [" " * 20 + "█" * 10, " " * 10 + "█" * 20]
    assert lines[0].startswith("2 │")
    assert lines[2].startswith("0 └")


def test_one_recogniser_among_many_is_still_seen():
    lines = plot([(dt.date(2000, 1, 1), 1), (dt.date(2020, 1, 1), 200)], dt.date(1999, 1, 1), dt.date(2021, 1, 1))
    assert "▁" in lines[7]


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-07-03", "3 July 2025"),
        ("2025-07", "July 2025"),
        ("2025", "2025"),
        ("2013?", "about 2013"),
        ("1971-12/1972-01", "between 1 December 1971 and 31 January 1972"),
    ],
)
def test_a_date_is_said_to_its_own_precision(day, words):
    assert date_words(day) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Kosovo", "Kosovo"),
        ("Soviet Union", "the Soviet Union"),
        ("Amanullah's government (Emirate, then Kingdom of Afghanistan)",) * 2,
        ("People's Republic of China", "the People's Republic of China"),
        ("South Africa", "South Africa"),
        ("Marshall Islands", "the Marshall Islands"),
    ],
)
def test_a_name_has_its_article(name, words):
    assert with_article(name) == words


def test_lists_read_as_english():
    assert [listing([]), listing("a"), listing("ab"), listing("abc")] == ["", "a", "a and b", "a, b and c"]


def test_the_brief_of_a_view_needs_no_record():
    view = View(made(act("recognise", "FRA", "XKX", "2008-02-18")))
    assert brief(view, "XKX", "2009").headline.startswith("At the end of 2009, France alone recognised Kosovo")
