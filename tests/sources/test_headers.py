"""Who a publisher's name says it speaks for."""

import pytest

from comity.days import Day
from comity.sources.headers import party_of


@pytest.mark.parametrize(
    ("publisher", "party"),
    [
        ("Ministry of Foreign Affairs of the Republic of Serbia", "SRB"),
        ("Federal Foreign Office", "DEU"),
        ("The White House", "USA"),
        ("Bulletin of the Department of State", "USA"),
        ("Prime Minister of Canada", "CAN"),
        ("Prime Minister's Office, 10 Downing Street", "GBR"),
        ("Turkish MFA", "TUR"),
        ("Kosovo Government", "XKX"),
        ("Permanent Mission of Nauru to the United Nations", "NRU"),
        ("The Embassy of the United States in Zagreb", "USA"),
        ("Canada", "CAN"),
    ],
)
def test_an_office_speaks_for_its_country(publisher: str, party: str) -> None:
    assert party_of(publisher) == party


@pytest.mark.parametrize(
    "publisher",
    [
        "The Times of Israel",
        "Jamaica Observer",
        "China Daily",
        "Reuters",
        "Council on Foreign Relations",
        "African Union",
        "",
        "Ministry of Foreign Affairs",
    ],
)
def test_a_newspaper_speaks_for_nobody(publisher: str) -> None:
    assert party_of(publisher) == ""


def test_a_name_is_that_of_the_day_of_publication() -> None:
    assert party_of("President of Russia", Day.parse("2008-08-26")) == "RUS"
    assert party_of("Ministry of Foreign Affairs, Ethiopia", Day.parse("1970-01-01")) == "ETH"
