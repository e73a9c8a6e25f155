"""Sentences in the manner of news, statements and histories: how many are read as they should be."""

from __future__ import annotations

from scripts.score_challenges import line, load, score

from comity.codebook import codebook


def test_challenges_are_read_with_few_errors(grammar):
    """Each kind of the codebook stands among them; a table or rule that loses a class of phrasings shows here."""
    result = score(grammar, load())
    assert set(result["kinds"]) == set(codebook())
    assert result["all"]["f1"] >= 0.95
    for kind, figures in result["kinds"].items():
        assert figures["f1"] >= 0.75, kind


def test_what_is_denied_weighed_or_conditional_is_told_apart_in_95_of_100(grammar):
    polarity = score(grammar, load())["polarity"]
    for told in polarity.values():
        assert told["of"] >= 50
        assert told["right"] >= 0.95 * told["of"]


def test_a_challenge_that_is_not_met_is_counted(grammar):
    """The scorer itself: one act missed, one told with the wrong polarity, one that nobody expected."""
    challenges = load()[:1]
    challenges[0].text = "Spain did not recognise Peru in 1879. Chile recognised Cuba in 1902."
    challenges[0].published = ""
    challenges[0].expected = ["recognise ESP > PER 1879", "recognise FRA > PER 1879"]
    result = score(grammar, challenges)
    assert (result["all"]["tp"], result["all"]["fp"], result["all"]["fn"]) == (0, 2, 2)
    assert result["polarity"]["asserted"] == {"right": 0, "of": 1}


def test_a_line_names_kind_sides_day_polarity_and_speaker(read):
    (claim,) = read("Peru denied that it had recognised Cuba in 1902.")
    assert line(claim) == "recognise PER > CUB 1902 denied @PER"
