"""Whatever comes in: claims whose words stand in the text, or an error that says what is wrong, and in time."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scripts.score_challenges import load

from comity.claims import Claim
from comity.errors import ComityError
from comity.sources.documents import Document, hash_bytes
from comity.sources.intake import from_bytes, from_record

WORDS = [
    *(
        "Spain",
        "Peru",
        "France",
        "the United States",
        "U.S.",
        "theU.S.",
        "Soviet",
        "Kabul",
        "Taliban",
        "Cass",
        "President",
    ),
    *("government", "embassy", "Legation", "Minister", "Treaty", "Chargé d’Affaires", "credentials", "independence"),
    *("recognised", "recognition", "presented", "established", "signed", "declared", "appointed", "raised", "closed"),
    *("diplomatic relations", "treaty", "war", "was", "were", "not", "never", "until", "refused", "if", "would", "on"),
    *("of", "in", "to", "by", "and", "with", "between", "when", "he", "it", "who", "which", "both countries", "the"),
    *(
        "1879",
        "May 3,",
        "14 August",
        "1848-49",
        "the following day",
        "Thursday",
        "“",
        "”",
        "(",
        ")",
        "’s",
        ",",
        ".",
        ";",
    ),
    *(":", "—", "**", "[1]", "\u00ad", "\ufb01", "\u200b", "السلام", "北京"),
]
WORDS += [" ", "\n", "\n\n"]

texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
)


def attempt(make):
    """What is made, or the error that is raised on purpose; any other error fails the test."""
    try:
        return make(), None
    except ComityError as error:
        return None, error


def check(reader, document):
    for claim in reader.read(document):
        assert isinstance(claim, Claim)
        claim.check()
        assert 0 <= claim.start < claim.end <= len(document.text)
        assert document.text[claim.start : claim.end] == claim.evidence


@settings(max_examples=400, deadline=None)
@given(text=texts, title=st.one_of(st.just(""), texts))
def test_any_text_is_read_or_left(grammar, text, title):
    check(grammar, Document(id=hash_bytes(b""), text=text.replace("\x00", " "), title=title))


FRAGMENTS = [
    " ".join(words[start : start + 4])
    for words in (challenge.text.split() for challenge in load())
    for start in range(0, len(words), 4)
]


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(st.sampled_from(FRAGMENTS), min_size=2, max_size=12))
@example(parts=["Legation was raised to", "Embassy status in Riga."])
@example(parts=["Relations with Hungary, suspended", "between United", "restored by Portugal"])
def test_any_mixture_of_phrasings_is_read_or_left(grammar, parts):
    check(grammar, Document(id=hash_bytes(b""), text=" ".join(parts)))


@settings(max_examples=150, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=300),
        texts.map(lambda text: text.encode("utf-8", "replace")),
        texts.map(lambda text: text.encode("utf-16", "replace")),
        texts.map(lambda text: b"<TEI><text><p>" + text.encode("utf-8", "replace") + b"</p></text></TEI>"),
        texts.map(lambda text: b"%PDF-1.4\n" + text.encode("utf-8", "replace")),
        texts.map(lambda text: b"<html><body><article><p>" + text.encode("utf-8", "replace") * 3),
    ),
    form=st.sampled_from(["", "text", "markdown", "html", "pdf", "xml"]),
)
def test_any_bytes_are_a_document_or_an_error_that_says_where(grammar, data, form):
    document, refusal = attempt(lambda: from_bytes(data, name="a", form=form))
    if document is None:
        assert refusal.message
        assert refusal.where.startswith("a")
    else:
        assert document.text.strip()
        document.text.encode("utf-8")
        check(grammar, document)


@settings(max_examples=150, deadline=None)
@given(
    said=st.dictionaries(
        st.sampled_from(["id", "text", "title", "published", "publisher", "language", "translated", "other"]),
        st.one_of(
            st.text(max_size=60), st.integers(), st.booleans(), st.none(), st.lists(st.text(max_size=5), max_size=2)
        ),
        max_size=8,
    )
)
def test_any_record_is_a_document_or_an_error(said):
    document, refusal = attempt(lambda: from_record(json.loads(json.dumps(said)), where="a:1"))
    if document is None:
        assert refusal.where == "a:1"
    else:
        json.dumps(document.to_dict()).encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a" * 1_000_000,
        "recognised " * 60_000,
        "Spain recognised Peru. " * 2_000,
        "Spain, " * 30_000 + "recognised Peru.",
        "(" * 50_000 + "recognised" + ")" * 50_000,
        "“" * 20_000 + "Spain recognised Peru" + "”" * 20_000,
        "of the " * 40_000 + "embassy was closed",
        "\n" * 200_000 + "Spain recognised Peru in 1879.",
        "and " * 40_000 + "established diplomatic relations with Peru",
        "1879 " * 40_000 + "Spain recognised Peru",
        "Spain’s " * 20_000 + "recognition of Peru",
        "A. B. C. " * 20_000 + "was appointed Minister to Peru",
        "Spain recognised Peru o" + "—" * 120,  # found by coverage: took minutes in the words for a failure
        "France refused " + "ly" * 200 + " to recognise Peru",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_long_and_monotonous_text_ends_in_time(grammar, text):
    """No rule may take longer than in proportion: each of these is read within seconds, not minutes."""
    check(grammar, Document(id=hash_bytes(b""), text=text))
