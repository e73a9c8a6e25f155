"""Schemas: what each answer of the API holds, as its description (OpenAPI) says it; tests hold real answers to it."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from comity.atlas.pages.party import Held
from comity.atlas.pages.rows import ActRow
from comity.atlas.pages.search import DocumentHit, PartyHit

T = TypeVar("T")


class Strict(BaseModel):
    """No field that is not described."""

    model_config = ConfigDict(extra="forbid")


class ProblemModel(Strict):
    """What is wrong (RFC 9457), where, and what to do next."""

    type: str = Field(examples=["urn:comity:problem:not-found"])
    title: str
    status: int
    detail: str
    instance: str
    where: str = ""
    hint: str = ""


class Page(Strict, Generic[T]):
    """A part of a table."""

    rows: list[T]
    total: int = Field(description="Rows of the whole table.")
    offset: int
    limit: int
    next: str | None = Field(None, description="Address of the next part; null at the end.")


class Table(Strict):
    """How far one table of the ledger goes."""

    rows: int
    hash: str


class Head(Strict):
    """How far the ledger goes: equal heads are equal ledgers."""

    head: str = Field(description="One hash that stands for all rows.")
    documents: Table
    claims: Table
    rulings: Table
    originals: Table


class Kind(Strict):
    """A kind of act."""

    name: str
    words: str
    tie: str
    effect: str
    mutual: bool
    repeats: bool
    within_days: int
    implies: list[str]
    cameo: str
    plover: str


class Index(Strict):
    """Where to begin."""

    version: str
    title: str
    covered_to: str = Field(description="Month after which the bundled record holds nothing; empty for other ledgers.")
    head: Head
    addresses: dict[str, str]


class Case(Strict):
    """A party whose recognition the ledger tells of."""

    case: str
    name: str
    recognisers: int = Field(description="On the day, or the last on which the case was in being.")
    over: str = Field(description="Day on which the case ceased to exist, where it has by then; else empty.")
    acts: int
    first: str
    last: str


class Source(Strict):
    """What a claim cites."""

    title: str
    url: str


class Recogniser(Strict):
    """A party whose recognition stands, or stood."""

    party: str
    name: str
    since: str
    until: str
    how: str = Field(description="How it ended: withdrawn, frozen or rival; empty while it stands.")
    kind: str
    mode: str
    un_member: bool
    great_power: bool
    in_being: bool
    checked: bool
    disputed: bool
    why: list[str]
    acted_as: str
    act: str
    ended_by: str
    sources: list[Source]
    note: str


class Relation(Strict):
    """Relations and representation between a party and the case."""

    party: str
    name: str
    relations: str
    since: str
    level: str
    level_since: str
    recognises: bool
    acts: list[str]


class Unresolved(Strict):
    """An act of or towards somebody whom no table knows."""

    name: str
    by_case: bool
    kind: str
    happened: str
    act: str
    claims: list[str]
    sources: list[Source]


class Statement(Strict):
    """What a party said about recognising without doing it."""

    party: str
    name: str
    kind: str
    polarity: str
    happened: str
    says: str
    claim: str
    sources: list[Source]


class Share(Strict):
    """How many of a group recognise the case."""

    group: str
    recognisers: int
    members: int
    share: float


class Standing(Strict):
    """The state of all ties of a case on a day; definitions are in the reference of standings."""

    case: str
    name: str
    on: str
    recorded_by: str
    counting: str
    checked_only: bool
    implied: str
    case_over: str
    counts: dict[str, int]
    shares: dict[str, Share]
    integration: dict[str, Any]
    contest: dict[str, Any]
    dependence: dict[str, Any]
    recognisers: list[Recogniser]
    ended: list[Recogniser]
    possible: list[Recogniser]
    relations: list[Relation]
    short: list[Relation]
    statements: list[Statement]
    unresolved: list[Unresolved]
    organisations: list[Share]
    regions: list[Share]


class Brief(Standing):
    """The standing of a case on a day, and what its page adds: headline, curve, evidence, precedents, outlook, gaps."""

    headline: str
    deck: list[str]
    alternative: int
    begins: str
    curve: list[dict[str, Any]]
    curve_ends: str
    marks: list[dict[str, Any]]
    band: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    rivals: list[dict[str, Any]]
    portrait: dict[str, Any]
    precedents: list[dict[str, Any]]
    outlook: dict[str, Any] | None = Field(description="What may come, with the record of past forecasts.")
    coverage: dict[str, Any]
    gaps: list[str]


class Act(Strict):
    """What is held to have been done, with all its support and all that contradicts it."""

    id: str
    kind: str
    sender: str
    receiver: str
    happened: str
    mode: str
    level: str
    documented: bool
    disputed: bool
    checked: bool
    accepted: bool
    implied_by: str
    attributed_to: list[str]
    days: list[str]
    why: list[str]
    support: list[str]
    contradicted_by: list[str]


class Claim(Strict):
    """What one span of one document says a party did, and when it was written down."""

    id: str
    kind: str
    sender: str
    receiver: str
    happened: str
    document: str
    start: int
    end: int
    mode: str
    polarity: str
    attributed_to: str
    level: str
    condition: str
    sender_name: str
    receiver_name: str
    evidence: str
    cites_title: str
    cites_url: str
    checked: bool
    reader: str
    confidence: float | None = None
    why: str
    document_name: str
    note: str
    recorded: str
    recorded_by_whom: str
    seq: int


class Ruling(Strict):
    """A recorded decision about claims."""

    id: str
    verb: str
    claim: str
    other: str
    field: str
    value: str
    because: str
    by: str
    after: str
    recorded: str
    recorded_by_whom: str
    seq: int


class ClaimWhole(Strict):
    """A claim with its context, its rulings and the acts that rest on it."""

    claim: Claim
    state: Literal["open", "accepted", "rejected", "withdrawn"]
    corrected: dict[str, str]
    before: str
    evidence: str
    after: str
    rulings: list[Ruling]
    acts: list[Act]
    days_recorded: list[str] = Field(description="Days on which a row that bears on it was recorded.")


class ActWhole(Strict):
    """An act with its claims."""

    act: Act
    support: list[Claim]
    contradiction: list[Claim]
    rulings: list[Ruling]
    implies: list[Act]
    days_recorded: list[str] = Field(description="Days on which a row that bears on it was recorded.")


class DocumentRow(Strict):
    """A document that the ledger keeps, without its text."""

    id: str
    name: str
    title: str
    publisher: str
    publisher_is_party: str
    address: str
    language: str
    published: str
    translated: bool
    media_type: str
    repairs: list[str]
    recorded: str
    recorded_by_whom: str
    seq: int
    characters: int
    claims: int


class Document(Strict):
    """A document with its text from ``at`` on, up to 100,000 characters."""

    document: dict[str, Any]
    text: str
    at: int
    length: int
    next: int | None = None


class PartyRow(Strict):
    """A party of the record."""

    code: str
    name: str
    acts: int


class PartyName(Strict):
    """A name of a party, and from when to when it bore it."""

    name: str
    kind: str
    valid_from: str
    valid_to: str


class GovernmentRow(Strict):
    """A government of a polity."""

    code: str
    name: str
    is_case: bool


class Alike(Strict):
    """A party that recognises the same cases, with how many both recognise and how many either does."""

    party: str
    name: str
    both: int
    either: int


class Neighbour(Strict):
    """A party that another has ties with."""

    party: str
    name: str
    out: str = Field(description="What the party asked about does to it: recognises, ended, or empty.")
    back: str = Field(description="What it does to the party asked about.")
    relations: str
    act: str


class Party(Strict):
    """A party on a day."""

    code: str
    name: str
    official_name: str
    kind: str
    start: str
    end: str
    capital: str
    region: str
    note: str
    wikidata: str
    numbers: list[str]
    names: list[PartyName]
    governments: list[GovernmentRow]
    polity: str
    on: str
    is_case: bool
    recognised_by: int
    organisations: list[str]
    recognises: list[Held]
    alike: list[Alike]
    neighbours: list[Neighbour]


class CurvePoint(Strict):
    """A day on which the number of recognisers changes, and the number from that day."""

    on: str
    recognisers: int


class Measure(Strict):
    """The measures of a case on a day."""

    on: str
    age: float
    breadth: float
    depth: float
    reach: float
    band_low: float | None
    band_middle: float | None
    band_high: float | None
    band_cases: int
    by_region: float | None
    by_organisation: float | None
    effective_patrons: float


class Band(Strict):
    """Where a measure stands among the other cases at an age."""

    measure: str
    age: float = Field(description="Years since the start of each case.")
    low: float = Field(description="10th percentile.")
    middle: float
    high: float = Field(description="90th percentile.")
    cases: int = Field(description="Cases that had reached this age and have the measure.")


class Map(BaseModel):
    """All that a map of a case needs to be moved through time."""

    case: str
    name: str
    polity: str
    earliest: str
    latest: str
    covered_to: str
    curve: list[list[str | int]]
    states: dict[str, str]
    spells: list[dict[str, Any]]
    parties: dict[str, dict[str, Any]]


class Side(Strict):
    """One of two standings: its figures, as in the standing itself."""

    case: str
    name: str
    on: str
    counts: dict[str, int]
    shares: dict[str, Share]
    integration: dict[str, Any]
    contest: dict[str, Any]
    dependence: dict[str, Any]


class Comparison(Strict):
    """Two standings, and who is in which."""

    a: Side
    b: Side
    both: list[str]
    only_a: list[str]
    only_b: list[str]
    agreement: float | None = Field(description="Parties in both over parties in either; null where there are none.")


class Found(Strict):
    """What was found for some words."""

    q: str
    parties: list[PartyHit]
    acts: list[ActRow]
    acts_found: int
    documents: list[DocumentHit]


class WaitingClaim(Strict):
    """A claim that waits for a decision, and why."""

    claim: Claim
    reasons: list[str]


class Appended(Strict):
    """What an append did."""

    new: int
    known: int
    ids: list[str]


class RowsIn(Strict):
    """Claims and documents to append, all or none."""

    rows: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=10_000,
        description="Each a claim, or with `row` a `claim` or `document`, in the form of `comity ledger export`.",
        examples=[
            [
                {
                    "kind": "recognise", "sender": "FRA", "receiver": "XKX", "happened": "2008-02-18",
                    "note": "entered by hand",
                }
            ]
        ],
    )  # fmt: skip


class RulingIn(Strict):
    """A ruling to record. Who rules is the holder of the token."""

    verb: str = Field(examples=["accept"], max_length=40)
    claim: str = Field(description="Id of the claim, or its beginning; for `undo`, of the ruling.", max_length=64)
    other: str = Field("", description="Second claim, for `same-act` and `not-same-act`.", max_length=64)
    field: str = Field("", description="Field to correct.", max_length=40)
    value: str = Field("", description="What it should read.", max_length=1000)
    because: str = Field("", description="Why.", max_length=10_000)


class RulingOut(Strict):
    """A ruling as it was recorded."""

    id: str
    verb: str
    claim: str
    other: str
    field: str
    value: str
    because: str
    by: str
    after: str
