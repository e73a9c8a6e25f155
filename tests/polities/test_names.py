"""A name on a day: one party, or an error that says what else it could be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.days import Day
from comity.errors import AmbiguousName, BadDay, UnknownParty
from comity.polities import registry
from comity.polities.folding import fold

WHO = registry()


@pytest.mark.parametrize(
    ("words", "on", "code"),
    [
        ("Zaire", "1980", "COD"),
        ("Peking", "1975-06-01", "CHN"),
        ("Peking", None, "CHN"),
        ("the Porte", "1850", "OTT"),
        ("Porte", None, "OTT"),
        ("Soviet Russia", "1920-05-01", "RUS"),
        ("Soviet Russia", "1925", "SUN"),
        ("Nigerien", "1990", "NER"),
        ("Nigerian", "1990", "NGA"),
        ("Washington", "1950", "USA"),
        ("State Department", "1950", "USA"),
        ("Taliban", "2022", "AFG"),
        ("U.S.S.R.", "1950", "SUN"),
        ("Vichy France", "1942", "FRA"),
        ("Upper Volta", "1970", "BFA"),
    ],
)
def test_names_of_every_kind_resolve(words, on, code):
    assert WHO.resolve(words, on) == code


@pytest.mark.parametrize(
    ("words", "on", "candidates"),
    [
        ("Congo", "1970", ("COD", "COG")),
        ("Congo", None, ("CFS", "COD", "COG")),
        ("Republic of the Congo", "1962-01-01", ("COD", "COG")),
        ("Korea", "1960", ("KOR", "PRK")),
        ("Republic of China", "1960", ("CHN", "TWN")),
        ("Vietnamese", "1960", ("RVN", "VNM")),
        ("Soviet Russia", None, ("RUS", "SUN")),
        ("Soviet Russia", "1922", ("RUS", "SUN")),
        ("Dominican", "1990", ("DMA", "DOM")),
    ],
)
def test_a_name_that_several_bore_raises_with_the_candidates(words, on, candidates):
    with pytest.raises(AmbiguousName) as caught:
        WHO.resolve(words, on, where="acts.csv:7")
    assert caught.value.candidates == candidates
    assert caught.value.where == "acts.csv:7"
    for code in candidates:
        assert code in caught.value.hint


def test_georgia_may_be_a_state_of_the_united_states():
    """One polity is called so, and the name is ambiguous all the same: a guess is usually right, and sometimes not."""
    with pytest.raises(AmbiguousName, match="or a state of the United States") as caught:
        WHO.resolve("Georgia", "1995")
    assert caught.value.candidates == ("GEO",)
    assert caught.value.hint == "write the code: GEO"
    assert WHO.resolve("GEO", "1995") == "GEO"
    assert WHO.resolve("Tbilisi", "1995") == "GEO"


def test_a_day_that_leaves_one_reading_settles_the_name():
    """Vietnam had two states until 1976-07-02, the Congo one until 1908, Korea one until 1910."""
    assert WHO.resolve("Vietnam", "1980") == "VNM"
    assert WHO.resolve("Congo", "1900") == "CFS"
    assert WHO.resolve("Korea", "1905") == "JSN"
    assert WHO.resolve("Texas", "1840") == "TEX"
    assert WHO.resolve("Yugoslavia", "1995") == "SCG"


def test_a_polity_in_being_goes_before_one_that_is_interrupted():
    """Russia did not act for itself from 1922 to 1991; in 1950 the words are loose for the Soviet Union."""
    assert WHO.resolve("Russia", "1950") == "SUN"
    assert WHO.resolve("Russia", "1900") == "RUS"
    assert WHO.resolve("Cairo", "1959") == "UAR"
    assert WHO.resolve("Estonia", "1960") == "EST"  # nobody else is called so: its envoys stayed in office


def test_a_name_before_the_state_still_names_it():
    assert WHO.resolve("Gold Coast", "1950") == "GHA"
    assert WHO.resolve("Tibetan government in exile", "1990") == "TBT"


def test_the_day_of_succession_is_the_successors():
    """Starts are included and ends are not."""
    assert WHO.resolve("Soviet Russia", "1922-12-29") == "RUS"
    assert WHO.resolve("Soviet Russia", "1922-12-30") == "SUN"
    assert WHO.resolve("Zaire", "1997-05-16") == "COD"
    with pytest.raises(UnknownParty):
        WHO.resolve("Zaire", "1997-05-17")


def test_a_name_out_of_its_years_says_when_it_was_in_use():
    with pytest.raises(UnknownParty) as caught:
        WHO.resolve("Zaire", "1961-03-02", where="cables/0141.txt:14")
    assert str(caught.value) == (
        "cables/0141.txt:14: no polity was called 'Zaire' on 1961-03-02\n"
        "hint: 'Zaire' names COD from 1971-10-27 to 1997-05-17; see `comity polities names COD`"
    )


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("Zair", "nobody is called 'Zair'", "did you mean Zaire (COD)"),
        ("", "a party is empty", "give a name or a code"),
        (" \t", "a party is empty", "give a name or a code"),
        ("365", "'365' names no polity", "write the scheme: 'COW 365' or 'GW 365'"),
        ("COW 999", "no polity has the COW code 999", "comity polities list"),
        ("GW 100000", "no polity has the GW code 100000", "comity polities list"),
        ("Mauritanya", "nobody is called 'Mauritanya'", "did you mean Mauritania (MRT)"),
        ("AFG/emirate-2022", "nobody is called 'AFG/emirate-2022'", "did you mean AFG/emirate-2021"),
        ("qqqqqq", "nobody is called 'qqqqqq'", "search with `comity polities search WORDS`"),
    ],
)
def test_an_unknown_name_offers_the_nearest(words, message, hint):
    with pytest.raises(UnknownParty) as caught:
        WHO.resolve(words)
    assert caught.value.message == message
    assert hint in caught.value.hint


def test_a_very_long_name_is_not_printed_whole():
    for words in ("x" * 100_000, "7" * 100_000, "AFG/" * 25_000, "COW " + "7" * 100_000):
        with pytest.raises(UnknownParty) as caught:
            WHO.resolve(words)
        assert len(str(caught.value)) < 300


def test_a_bad_day_is_refused_before_anything_is_looked_up():
    with pytest.raises(BadDay):
        WHO.resolve("Zaire", "1980-13")


# -- codes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "on", "code"),
    [
        ("COD", "1961", "COD"),
        ("cod", None, "COD"),
        ("AFG/emirate-2021", None, "AFG/emirate-2021"),
        ("afg/EMIRATE-2021", None, "AFG/emirate-2021"),
        ("COW 365", "1950", "SUN"),
        ("cow:365", "1910", "RUS"),
        ("GW 365", "2000", "RUS"),
        ("COW 345", "1930", "YUG"),
        ("COW 345", "2000", "SCG"),
        ("COW 345", "2010", "SRB"),
        ("GW 340", "2010", "SRB"),
        ("COW 255", "1860", "PRU"),
        ("COW 255", "1914", "DEU"),
        ("COW 260", "1970", "DEU"),
        ("GW 260", "1970", "DEU"),
        ("COW 265", "1970", "DDR"),
        ("COW 2", None, "USA"),
    ],
)
def test_codes_of_three_schemes_resolve(words, on, code):
    assert WHO.resolve(words, on) == code


def test_a_bare_number_needs_its_scheme():
    assert WHO.resolve("365", "1950", scheme="cow") == "SUN"
    assert WHO.resolve("255", "1914", scheme="gw") == "DEU"
    with pytest.raises(UnknownParty, match="scheme 'iso'"):
        WHO.resolve("250", scheme="iso")
    for number in ("²", "9" * 5_000, "twelve", ""):
        with pytest.raises(UnknownParty):
            WHO.resolve(number, scheme="cow")


def test_a_shared_number_without_a_day_is_ambiguous():
    with pytest.raises(AmbiguousName) as caught:
        WHO.resolve("COW 345")
    assert caught.value.candidates == ("SCG", "SRB", "YUG")
    assert "give a day" in caught.value.hint


def test_a_number_out_of_its_years_says_whose_it_was():
    with pytest.raises(UnknownParty) as caught:
        WHO.resolve("COW 265", "1930")
    assert caught.value.hint == "COW 265 is DDR (from 1949-10-07 to 1990-10-03)"


def test_a_code_goes_before_a_name_of_the_same_letters():
    """PRK is North Korea's code; from 1979 to 1989 the letters stood for a Cambodian government in texts."""
    assert WHO.resolve("PRK", "1985") == "PRK"
    assert WHO.resolve("PRK", "1985", codes=False) == "KHM"


def test_get_knows_codes_only():
    assert WHO.get("COD").name == "Democratic Republic of the Congo"
    assert WHO.get("AFG/emirate-2021").code == "AFG"
    with pytest.raises(UnknownParty) as caught:
        WHO.get("Zaire", where="row 3")
    assert caught.value.where == "row 3"
    assert "Zaire (COD)" in caught.value.hint


def test_the_name_of_a_government_that_no_polity_bears_gives_the_government():
    """With and without the words in brackets; "Islamic Emirate of Afghanistan" alone names the polity."""
    assert WHO.resolve("Free France", "1942") == "FRA"
    assert WHO.resolve("Stanleyville government (Gizenga)", "1961") == "COD/lumumba-stanleyville-1960"
    assert WHO.resolve("the Stanleyville government", "1961") == "COD/lumumba-stanleyville-1960"
    assert WHO.resolve("Islamic Emirate of Afghanistan", "2022") == "AFG"
    assert {row.code for row in WHO.names("RUS/kolchak-1918")} == {"RUS/kolchak-1918"}


# -- the form of the words makes no difference -------------------------------------------------------------------------

UNAMBIGUOUS = sorted({row.name for row in WHO.names() if len({r.code for r in WHO.candidates(row.name)}) == 1})


def written_otherwise(name: str, how: int) -> str:
    forms = [
        name.upper(),
        name.lower(),
        f"the {name}",
        f"  {name} ",
        f"“{name}”",
        name.replace("'", "’"),
        name.replace("-", " "),
        f"{name}’s",
        f"{name},",
    ]
    return forms[how % len(forms)]


@given(st.sampled_from(UNAMBIGUOUS), st.integers(0, 8))
def test_case_accents_articles_and_possessives_make_no_difference(name, how):
    other = written_otherwise(name, how)
    assert {row.code for row in WHO.candidates(other)} == {row.code for row in WHO.candidates(name)}


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("CÔTE D'IVOIRE", "cote d'ivoire"),
        ("São Tomé & Príncipe", "sao tome and principe"),
        ("Salò", "salo"),
        ("Guinea–Bissau", "guinea bissau"),
        ("the U.S.S.R.", "ussr"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("THE GAMBIA", "gambia"),
        ("Thessaly", "thessaly"),
        ("the", "the"),
    ],
)
def test_folding(words, folded):
    assert fold(words) == folded


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once_for_words_without_articles(text):
    once = fold(text)
    if not once.startswith("the "):
        assert fold(once) == once


@given(st.text(max_size=30), st.sampled_from([None, "1850", "1922-12", "1960-05-05", "2013?"]))
def test_any_text_gives_a_code_or_an_error_of_ours(text, on):
    try:
        code = WHO.resolve(text, on)
    except (UnknownParty, AmbiguousName):
        return
    assert code in WHO


@given(st.sampled_from(sorted(WHO.names(), key=lambda row: (row.name, row.code))), st.dates(Day.parse("1800").earliest))
def test_a_resolved_name_was_in_use_that_day(row, date):
    """Whatever ``resolve`` answers is among the readings whose dates allow the day."""
    try:
        code = WHO.resolve(row.name, date, codes=False)
    except (UnknownParty, AmbiguousName):
        return
    ordinal = date.toordinal()
    assert any(
        reading.code == code and WHO.validity(reading).possibly(ordinal, ordinal)
        for reading in WHO.candidates(row.name)
    )


def test_every_polity_and_government_can_be_found_by_its_own_name():
    for code, party in [*WHO.polities.items(), *WHO.governments.items()]:
        assert code in {row.code for row in WHO.candidates(party.name)} | {row.code for row in WHO.names(code)}


def test_search_puts_the_whole_name_first():
    found = list(WHO.search("niger"))
    assert (found[0].name, found[0].code) == ("Niger", "NER")
    assert {row.code for row in found} >= {"NER", "NGA"}
    assert all(row.code != "COD" for row in WHO.search("zaire", "1961"))
