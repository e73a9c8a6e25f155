"""The tables: how words are inflected, and how a file of further phrasings is laid over them."""

from __future__ import annotations

import re

import pytest

from comity.errors import BadInput, UnknownKind
from comity.reading.lexicon import Cues, forms, lexicon, lowered, words_of
from comity.reading.names import trie
from comity.reading.readers import make_reader
from comity.sources.documents import Document, hash_bytes


@pytest.mark.parametrize(
    ("plain", "some"),
    [
        ("recognise", {"recognise", "recognises", "recognised", "recognising", "recognized", "recognizing"}),
        ("establish", {"establishes", "established", "establishing"}),
        ("break off", {"breaks off", "broke off", "broken off", "breaking off"}),
        ("deny", {"denies", "denied", "denying"}),
        ("cut", {"cut", "cuts", "cutting"}),
        ("seek", {"sought", "seeking"}),
    ],
)
def test_every_form_of_a_verb_is_made_from_its_plain_form(plain, some):
    assert some <= forms(plain, lexicon().irregular)


def test_a_search_for_words_may_check_behind_their_first_letter_where_it_stands():
    words = ["Chad", "China", "chad"]
    text = "Chad and China, reChad, x-China, Richchad (chad)"
    behind = re.compile(trie(words, after_first=r"(?<!\w.)"))
    before = re.compile(rf"\b{trie(words)}")
    assert [found.span() for found in behind.finditer(text)] == [found.span() for found in before.finditer(text)]
    assert len(behind.findall(text)) == 4


def test_cues_are_searched_only_in_texts_that_have_a_word_with_which_one_begins():
    cues = Cues(r"\b(?:no longer|refused)\b", ["no longer", "refused"])
    for text, found in {"it No longer, no longer did": "no longer", "no, it did": None, "it did": None}.items():
        match = cues.search(text, words_of(lowered(text)))
        assert (match[0] if match else None) == found
    assert cues.may_stand(words_of(lowered("NO, it did")))
    assert not cues.may_stand(words_of("it did longer"))


def test_a_text_without_capitals_has_every_character_in_its_place():
    assert lowered("Dačić’s İstanbul, ÅLAND") == "dačić’s İstanbul, åland"
    assert lowered("NATO") == "nato"


PHRASES = """
[[act]]
kind = "sever-relations"
verbs = ["call off"]

[[act]]
kind = "establish-relations"
begins = ["spring up"]

[irregular]
spring = ["springs", "sprang", "sprung", "springing"]
"""


def test_a_file_of_phrasings_is_laid_over_the_bundled_tables(tmp_path, said):
    path = tmp_path / "phrases.toml"
    path.write_text(PHRASES)
    reader = make_reader("grammar", phrases=str(path))
    texts = {
        "Chile called off relations with Peru in 1879.": "sever-relations",
        "Diplomatic relations between Chile and Peru sprang up in 1830.": "establish-relations",
        "Spain recognised Peru in 1879.": "recognise",
    }
    for text, kind in texts.items():
        document = Document(id=hash_bytes(text.encode()), text=text)
        assert [claim.kind for claim in reader.read(document)] == [kind]
        if kind != "recognise":
            assert said(text) == []
    assert reader.version.startswith(f"{lexicon().version}+")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[act]]\nkind = 'sever-relations'\nverbs = 'call off'\n", "must be a list of words"),
        ("[[act]]\nkind = 'sever-relations'\nverb = ['call off']\n", "no 'verb'"),
        ("[colours]\nred = ['x']\n", "no part 'colours'"),
        ("[act]\nkind = 'x'\n", r"must be written \[\[act\]\]"),
        ("[[act]]\nkind = 'recognise'\nobject = 'weather'\n", "cannot be 'weather'"),
        ("not toml", "no TOML"),
    ],
)
def test_wrong_phrasings_say_what_is_wrong(tmp_path, text, said):
    path = tmp_path / "phrases.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=said) as raised:
        lexicon(str(path))
    assert raised.value.where == str(path)


def test_a_kind_that_the_codebook_does_not_have_is_refused(tmp_path):
    path = tmp_path / "phrases.toml"
    path.write_text("[[act]]\nkind = 'befriend'\nobject = 'party'\nverbs = ['befriend']\n")
    with pytest.raises(UnknownKind):
        lexicon(str(path))
