"""Reports: what a dateline and a headline say of the day on which the news was done."""

from __future__ import annotations

import pytest

from comity.days import Day
from comity.reading.news import Headline, news_of, tells_news


def report(text, published="2017-06-06"):
    return news_of(Day.parse(published) if published else None, text, Headline, {"Cairo"}.__contains__)


@pytest.mark.parametrize(
    ("text", "rest", "day"),
    [
        ("Dubai, Jun 5: Four nations cut ties", "Four nations", "2017-06-05"),
        ("Jerusalem, June 5 (EFE).- Turkey and Israel", "Turkey", "2017-06-05"),
        ("LIMA (Reuters) - Peru has cut ties", "Peru", "2017-06-06"),
        ("SAN JOSE, Costa Rica (AP) \u2014 Costa Rica has", "Costa Rica has", "2017-06-06"),
        ("June 5 (Reuters) - Peru has cut ties", "Peru", "2017-06-05"),
        ("Cairo \u2013 Egypt has recalled", "Egypt", "2017-06-06"),
        ("LONDON, Feb. 3 (AP) -- Britain has", "Britain", "2017-06-06"),
        ("Background: Peru has cut ties", "Background", "2017-06-06"),
        ("Peru and Chile - once enemies", "Peru and", "2017-06-06"),
    ],
)
def test_a_dateline_gives_the_day_of_a_report_that_is_not_much_later(text, rest, day):
    found = report(text)
    assert text[found.dateline :].startswith(rest)
    assert found.day.text == day


def test_a_report_of_no_known_day_is_none():
    assert report("LIMA (Reuters) - Peru has cut ties", published="") is None
    assert report("LIMA, 3 February 1965 (Reuters) - Peru has cut ties", published="").day.text == "1965-02-03"


@pytest.mark.parametrize(
    "title", ["How Peru cut ties", "Peru and Chile: a history of their ties", "Peru in 1965", "Peru?", ""]
)
def test_a_title_that_explains_or_looks_back_is_no_headline(title):
    assert not tells_news(title)


def test_a_headline_tells_news():
    assert tells_news("Peru cuts ties with Chile after 49 years")
