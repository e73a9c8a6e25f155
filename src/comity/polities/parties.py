"""The rows of the tables: who can act, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass

from comity.days import Day

__all__ = ["KINDS", "NAME_KINDS", "STATES", "Contiguity", "Government", "Membership", "Name", "Polity", "Power", "Rule"]

KINDS = ("state", "observer", "associated", "contested", "order", "union")
"""What a polity is: a state; an observer at the United Nations (Holy See, Palestine); a state in free association
with New Zealand; an entity whose statehood was disputed through its whole life and that had no seat in the United
Nations or the League; a sovereign order; a union that acts beside members that act too."""

STATES = ("state", "observer", "associated", "contested")
"""The kinds that are counted where "states in being" are counted. Being counted says nothing of legal status."""

NAME_KINDS = (
    "name", "official", "former", "demonym", "adjective", "capital", "government-seat", "abbreviation",
    "translation-variant",
)  # fmt: skip
"""Kinds of name in the table of names; readings also have ``government`` and ``elsewhere``."""


@dataclass(frozen=True, slots=True)
class Polity:
    """Whatever acts, or has acted, in its own name towards others since 1776."""

    code: str
    """ISO 3166-1 alpha-3 for present states; otherwise the project's own, as the note says."""
    name: str
    official_name: str
    kind: str
    """One of ``KINDS``."""
    start: Day
    end: Day | None
    """The first day on which it no longer acted; None while it does."""
    interrupted: tuple[Day, Day] | None
    """From and to of the one spell in which it did not act for itself, where there was one."""
    capital: str
    """The present or last one; earlier ones are among its names."""
    capital_lat: float
    """Degrees north."""
    capital_lon: float
    """Degrees east."""
    region: str
    """UN M49 region at the finest level, by territory."""
    un_member_since: Day | None
    """The day it took its own seat."""
    wikidata: str
    note: str


@dataclass(frozen=True, slots=True)
class Government:
    """A government whose recognition was or could be a question of its own."""

    slug: str
    """``CODE/name-year``; it is a party's code wherever a polity's code can stand."""
    code: str
    """The polity that it governed or claimed to govern."""
    name: str
    kind: str
    """How it began: ``government``, ``rival-government`` or ``exile``."""
    start: Day
    """When it existed or claimed office from, not when it was recognised."""
    end: Day | None
    note: str


@dataclass(frozen=True, slots=True)
class Name:
    """A reading of some words: that they name a party, between two dates."""

    name: str
    code: str
    """The party named; empty in a reading ``elsewhere``, that is as something outside the tables."""
    kind: str
    """One of ``NAME_KINDS``, or ``government`` (a government's name), or ``elsewhere``."""
    valid_from: Day | None
    """None: from the party's start."""
    valid_to: Day | None
    """The first day on which it was no longer in use; None: to the party's end."""
    ambiguous: bool
    """Whether the words can mean another party, or no party at all (a river, a word), at the same time."""
    note: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One spell of a polity in an organisation."""

    code: str
    organisation: str
    joined: Day
    left: Day | None
    """The day on which leaving took effect; None while it is a member."""
    note: str


@dataclass(frozen=True, slots=True)
class Contiguity:
    """One spell of two polities being neighbours by their home territory."""

    code_a: str
    code_b: str
    """``code_a < code_b``: the relation has no side."""
    kind: str
    """``land``, ``water-24mi`` (up to 24 miles of water) or ``water-150mi``."""
    start: Day
    end: Day | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One spell in which a polity, or the land that became one, was ruled by another or was a part of it."""

    code: str
    ruler: str
    start: Day
    end: Day | None
    """When it left: accepted by the ruler or by most others, which may be years after it was declared."""


@dataclass(frozen=True, slots=True)
class Power:
    """One spell of great-power status, or of a permanent seat in the Security Council."""

    code: str
    kind: str
    """``great-power`` (a COW major power) or ``permanent-council-seat``."""
    start: Day
    end: Day | None
    note: str
