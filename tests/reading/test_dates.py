"""Dates in prose: every form is found, in all its words."""

from __future__ import annotations

import re

import pytest
from scripts.score_challenges import load

from comity.reading.dates import _FORMS, DATE


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("signed May 3, 1901, at", "May 3, 1901"),
        ("signed Sept. 3rd at", "Sept. 3rd"),
        ("held between May 3 and June 4, 1901,", "between May 3 and June 4, 1901"),
        ("From January 3 to 7 they", "From January 3 to 7"),
        ("signed the 3rd day of May, 1901,", "the 3rd day of May, 1901"),
        ("dated 1901-05-03.", "1901-05-03"),
        ("in Late-May 1901", "Late-May 1901"),
        ("in mid June 1901", "mid June 1901"),
        ("during 1901-02.", "1901-02"),
        ("in spring of 1901", "spring of 1901"),
        ("by the end of 1901", "the end of 1901"),
        ("on the 21st it", "on the 21st"),
        ("That same day it", "That same day"),
        ("Later that day it", "Later that day"),
        ("and at the same time it", "at the same time"),
        ("in the following year it", "the following year"),
        ("The previous week it", "The previous week"),
        ("and fourteen months later it", "fourteen months later"),
        ("a year earlier it", "a year earlier"),
        ("Yesterday it", "Yesterday"),
        ("it will next month", "next month"),
        ("and in midJune it", "midJune"),
        ("In early June it", "early June"),
        ("Last Thursday it", "Last Thursday"),
        ("on Thursday, September 18, it", "on Thursday, September 18"),
        ("Two years later it", "Two years later"),
        ("it did so two weeks ago.", "two weeks ago"),
        ("over the weekend it", "the weekend"),
        ("and the day before yesterday it", "the day before yesterday"),
        ("signed on 3.5.1901.", "3.5.1901"),
        ("at the end of August it", "August"),
        ("later in the day it", "later in the day"),
    ],
)
def test_every_form_of_date_is_found(text, date):
    assert re.search(rf"(?<!\w)(?:{DATE})", text)[0] == date


@pytest.mark.parametrize(
    "text",
    [
        "$1901 million",
        "no. 1,901",
        "it may 3 times",
        "the 21st century",
        "the latter",
        "the 1967 borders",
        "to 2018 levels",
    ],
)
def test_numbers_and_words_that_are_no_date_are_left(text):
    assert re.search(rf"(?<!\w)(?:{DATE})", text) is None


def test_no_date_is_missed_for_the_word_that_it_begins_with():
    """``_BEGINS`` only saves looking at every form for every word."""
    words = "Tonight, last night and on that day in March, Friday the 21st, or twenty days later: next week"
    forms, dates = re.compile(rf"(?<!\w)(?:{_FORMS})"), re.compile(rf"(?<!\w)(?:{DATE})")
    for text in (words, words.title(), words.lower(), *(challenge.text for challenge in load())):
        assert [found.span() for found in dates.finditer(text)] == [found.span() for found in forms.finditer(text)]
