"""The tables of act phrasing, loaded: words by what they are, verbs in all their forms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from comity.claims import digest
from comity.codebook import kind as codebook_kind
from comity.errors import BadInput
from comity.reading.names import trie

__all__ = ["Act", "Cues", "Lexicon", "any_of", "forms", "lexicon", "lowered", "words_of"]

OBJECTS = (
    "party", "recognition", "request", "relations", "mission", "credentials", "envoy", "treaty", "independence", "war",
    "peace", "position", "government",
)  # fmt: skip
"""What an act's verb may be said of."""


@dataclass(frozen=True, slots=True)
class Act:
    """One ``[[act]]`` of the tables."""

    kind: str
    object: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    conceding: tuple[str, ...] = ()
    regarding: tuple[str, ...] = ()
    sending: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    giving: tuple[str, ...] = ()
    receiving: tuple[str, ...] = ()
    seeking: tuple[str, ...] = ()
    possessions: tuple[str, ...] = ()
    switching: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    warning: tuple[str, ...] = ()
    expressing: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    taking: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    proclaims: tuple[str, ...] = ()
    bare: bool = False


@dataclass(slots=True)
class Lexicon:
    """The tables as the reader uses them."""

    version: str
    acts: tuple[Act, ...]
    table: dict[str, Any]
    irregular: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Word or phrase -> (class, level or subclass): ``"legation" -> ("mission", "legation")``."""

    def verb(self, plain: list[str] | tuple[str, ...]) -> str:
        """A regular expression for every form of the verbs."""
        return any_of(form for word in plain for form in forms(word, self.irregular))

    def participles(self, plain: str) -> set[str]:
        """The spellings of a verb's past participle."""
        return _spellings(_form(plain, 2, self.irregular))

    def participle(self, plain: list[str] | tuple[str, ...]) -> str:
        """A regular expression for their past participles."""
        return any_of(_spellings(_form(word, 2, self.irregular)) for word in plain)

    def gerund(self, plain: list[str] | tuple[str, ...]) -> str:
        """A regular expression for their forms in -ing."""
        return any_of(_spellings(_form(word, 3, self.irregular)) for word in plain)


def any_of(words: Any) -> str:
    """A regular expression for any of some words or lists of words."""
    flat: set[str] = set()
    for word in words:
        flat.update([word] if isinstance(word, str) else word)
    return f"(?:{trie(flat)})" if flat else "(?!)"


_WORD = re.compile(r"\w+")


def lowered(text: str) -> str:
    """The text without capitals, every character in its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def words_of(low: str) -> frozenset[str]:
    """The words of a text without capitals."""
    return frozenset(_WORD.findall(low))


class Cues:
    """A pattern for some words and phrases, and the words that they begin with.

    Most texts have none of those words: to know it from the set of a text's words, made once, saves most searches.

    Parameters
    ----------
    pattern : a regular expression whose every match begins with one of the words or phrases, written whole.
    words   : the words and phrases.
    """

    __slots__ = ("begins", "pattern")

    def __init__(self, pattern: str, words: Iterable[str]) -> None:
        self.pattern = re.compile(pattern)
        self.begins = frozenset(found[0].lower() for word in words if (found := _WORD.search(word)))

    def may_stand(self, words: frozenset[str]) -> bool:
        """Whether any of them may stand in a text with these words."""
        return not self.begins.isdisjoint(words)

    def search(self, text: str, words: frozenset[str], start: int = 0) -> re.Match[str] | None:
        """The first of them in a text with these words, not before ``start``."""
        return None if self.begins.isdisjoint(words) else self.pattern.search(text, start)

    def finditer(self, text: str, words: frozenset[str]) -> Iterable[re.Match[str]]:
        """All of them in a text with these words."""
        return () if self.begins.isdisjoint(words) else self.pattern.finditer(text)


def forms(plain: str, irregular: dict[str, tuple[str, ...]]) -> set[str]:
    """Every form of a verb: ``recognise, recognises, recognised, recognising`` and the same with z."""
    out = set(_spellings(plain))
    for number in range(4):
        out |= _spellings(_form(plain, number, irregular))
    return out


def _form(plain: str, number: int, irregular: dict[str, tuple[str, ...]]) -> str:
    """Third person, past, participle or -ing form (0 to 3); of a phrase, of its first word."""
    word, _, rest = plain.partition(" ")
    if word in irregular:
        form = irregular[word][number]
    else:
        form = (_plural(word), _past(word), _past(word), _ing(word))[number]
    return f"{form} {rest}" if rest else form


def _plural(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ied"
    return _doubled(word) + "ed"


def _ing(word: str) -> str:
    return (word[:-1] if re.search(r"[^eo]e$", word) else _doubled(word)) + "ing"


_SHORT = re.compile(r"[^aeiou]*[aeiou][bdglmnprt]")


def _doubled(word: str) -> str:
    return word + word[-1] if _SHORT.fullmatch(word) else word


def _spellings(word: str) -> set[str]:
    """British and American: recognise and recognize, cancelled and canceled; a re- with and without its hyphen."""
    out = {word}
    for s in tuple(out):
        if re.search(r"[a-z]is(?:e|ed|es|ing|ation)\b", s):
            out.add(re.sub(r"is(e|ed|es|ing|ation)\b", r"iz\1", s))
        if re.search(r"[^aeiou][aeou]l(?:ed|ing)\b", s):
            out.add(re.sub(r"l(ed|ing)\b", r"ll\1", s))
    return out


@lru_cache(maxsize=4)
def lexicon(path: str | None = None) -> Lexicon:
    """The bundled tables, with those of a file in their form laid over them.

    A list of the file is added to the bundled list of its name; an ``[[act]]`` to the act of its kind.

    Raises
    ------
    BadInput : the file cannot be read or is no TOML, a table is not known, an act's kind is not in the codebook, or
        its object is none of ``OBJECTS``.
    """
    table = tomllib.loads(files("comity.reading").joinpath("grammar.toml").read_text(encoding="utf-8"))
    version = str(table["version"])
    if path:
        added = _load(path)
        _lay_over(table, added, path)
        version += f"+{digest(added)[:8]}"
    where = path or "grammar.toml"
    acts = []
    for row in table["act"]:
        codebook_kind(str(row.get("kind")), where=where)
        if row.get("object") not in OBJECTS:
            raise BadInput(
                f"object of {row['kind']} cannot be {row.get('object')!r}",
                where=where,
                hint=f"one of: {', '.join(OBJECTS)}",
            )
        said = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        acts.append(Act(**said))  # type: ignore[arg-type]
    out = Lexicon(
        version=version,
        acts=tuple(acts),
        table=table,
        irregular={word: tuple(words) for word, words in table["irregular"].items()},
    )
    _classes(out, table)
    return out


def _load(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"the phrasings cannot be read: {error.strerror}", where=path, hint="check the path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"the phrasings are no TOML ({error})", where=path, hint=_HOW) from None


_HOW = "see docs/how-to/extend-the-grammar.md"


def _lay_over(table: dict[str, Any], added: dict[str, Any], where: str) -> None:
    """Add a file's lists to those of the bundled tables, in place."""
    for name, value in added.items():
        if name not in table or name == "version":
            raise BadInput(
                f"the tables have no part {name!r}",
                where=where,
                hint=f"one of: {', '.join(k for k in table if k != 'version')}",
            )
        if name in ("act", "viewpoint"):
            if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
                raise BadInput(f"{name} must be written [[{name}]]", where=where, hint=_HOW)
            key = "kind" if name == "act" else "party"
            for row in value:
                known = next((old for old in table[name] if old[key] == row.get(key)), None)
                if known is None:
                    table[name].append(row)
                else:
                    _extend(known, row, where)
        else:
            if not isinstance(value, dict):
                raise BadInput(f"{name} must be a table", where=where, hint=_HOW)
            _extend(table[name], value, where)
    known_fields = set(Act.__dataclass_fields__)
    for row in table["act"]:
        if unknown := sorted(set(row) - known_fields):
            raise BadInput(
                f"an act has no {unknown[0]!r}", where=where, hint=f"one of: {', '.join(sorted(known_fields))}"
            )


def _extend(old: dict[str, Any], new: dict[str, Any], where: str) -> None:
    for key, value in new.items():
        if key in old and isinstance(old[key], list):
            if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
                raise BadInput(f"{key} must be a list of words", where=where, hint=_HOW)
            old[key] = [*old[key], *value]
        else:
            old[key] = value


def _classes(out: Lexicon, table: dict[str, Any]) -> None:
    """Fill ``words`` from the tables of things, missions, offices, governments and treaties."""
    rows: list[tuple[str, str, str]] = []
    rows += [(word, "relations", "") for word in table["things"]["relations"]]
    rows += [(word, "bare", "") for word in table["things"]["bare_relations"]]
    rows += [(word, "credentials", "") for word in table["things"]["credentials"]]
    rows += [(word, "mission", level) for level, words in table["missions"].items() for word in words]
    rows += [(word, "office", level) for level, words in table["offices"].items() for word in words]
    rows += [(word, "body", "") for word in table["governments"]["bodies"]]
    rows += [(word, "treaty", "") for word in table["treaties"]["nouns"]]
    for word, class_, level in rows:
        word = word.replace("’", "'")
        small = word[0].lower() + word[1:]
        for spelling in {word, small, word[0].upper() + word[1:], word.lower(), _titled(word)}:
            out.words.setdefault(spelling, (class_, level))
    for word in table["governments"]["forms"]:
        out.words[word] = ("form", "")


def _titled(word: str) -> str:
    """Capitals on every word but the small ones: "Ministry of Foreign Affairs"."""
    small = {"of", "and", "for", "the", "ad", "interim", "to", "at", "a.i."}
    return " ".join(
        part if part in small or part.startswith("d'") else part[:1].upper() + part[1:] for part in word.split(" ")
    )
