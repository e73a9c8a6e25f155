"""Examples: an answer of each address, for the description of the API; a test holds each to its schema."""

from __future__ import annotations

from typing import Any

import comity


def page(row: Any) -> dict[str, Any]:
    """A table of one row, as it comes in parts."""
    return {"rows": [row], "total": 1, "offset": 0, "limit": 100, "next": None}


ADDRESSES = {
    "cases": "/api/cases", "standing": "/api/cases/{case}", "recognisers": "/api/cases/{case}/recognisers",
    "brief": "/api/cases/{case}/brief", "curve": "/api/cases/{case}/curve",
    "measures": "/api/cases/{case}/measures", "bands": "/api/cases/{case}/bands", "world": "/api/cases/{case}/world",
    "compare": "/api/compare", "parties": "/api/parties", "party": "/api/parties/{party}", "acts": "/api/acts",
    "act": "/api/acts/{act}", "claims": "/api/claims", "claim": "/api/claims/{claim}", "documents": "/api/documents",
    "document": "/api/documents/{document}", "rulings": "/api/rulings", "review": "/api/review",
    "search": "/api/search", "head": "/api/head", "kinds": "/api/kinds", "events": "/api/events",
    "description": "/api/openapi.json",
}  # fmt: skip

HASH = "9f2c1e0b7a64d3588e1f0c2b4a6d7e9f8091a2b3c4d5e6f708192a3b4c5d6e7f"
TABLES = (("documents", 17), ("claims", 2184), ("rulings", 0), ("originals", 0))
HEAD = {"head": HASH, **{name: {"rows": rows, "hash": HASH} for name, rows in TABLES}}
INDEX = {
    "version": comity.__version__,
    "title": "comity",
    "covered_to": "2026-04",
    "head": HEAD,
    "addresses": ADDRESSES,
}
CASE_ROW = {
    "case": "XKX", "name": "Kosovo", "recognisers": 113, "over": "", "acts": 166, "first": "2008-02-17",
    "last": "2025-12-19",
}  # fmt: skip
RECOGNISER = {
    "party": "FRA", "name": "France", "since": "2008-02-18", "until": "", "how": "", "kind": "recognise",
    "mode": "declared", "un_member": True, "great_power": True, "in_being": True, "checked": True, "disputed": False,
    "why": [], "acted_as": "", "act": "recognise:FRA:XKX:2008-02-18", "ended_by": "", "sources": [], "note": "",
}  # fmt: skip
SHARE = {"group": "UN members", "recognisers": 84, "members": 193, "share": 0.4352}
STANDING = {
    "case": "XKX", "name": "Kosovo", "on": "2011-10-11", "recorded_by": "", "counting": "documented",
    "checked_only": False, "implied": "relations", "case_over": "", "counts": {"recognisers": 85, "un_members": 84},
    "shares": {"un_members": SHARE}, "integration": {"breadth": 0.41}, "contest": {"by_region": 0.17},
    "dependence": {"effective_patrons": 85.0}, "recognisers": [RECOGNISER], "ended": [], "possible": [],
    "relations": [], "short": [], "statements": [], "unresolved": [], "organisations": [], "regions": [],
}  # fmt: skip
BRIEF = {
    **STANDING, "headline": "On 11 October 2011, 85 states recognised Kosovo.", "deck": [], "alternative": 85,
    "begins": "2008-02-17", "curve": [], "curve_ends": "2011-10-11", "marks": [], "band": [], "evidence": [],
    "rivals": [], "portrait": {}, "precedents": [], "coverage": {}, "gaps": [],
    "outlook": {
        "forecast": None, "accuracy": None, "note": "No forecast from 11 October 2011 is at hand",
        "command": "comity forecast XKX --on 2011-10-11",
    },
}  # fmt: skip
CURVE_POINT = {"on": "2008-02-17", "recognisers": 1}
KIND = {
    "name": "recognise", "words": "recognised", "tie": "recognition", "effect": "opens", "mutual": False,
    "repeats": False, "within_days": 31, "implies": [], "cameo": "054", "plover": "SUPPORT",
}  # fmt: skip
BAND = {"measure": "breadth", "age": 5.0, "low": 0.01, "middle": 0.2, "high": 0.5, "cases": 22}
MEASURE = {
    "on": "2011-10-11", "age": 3.65, "breadth": 0.41, "depth": 0.0, "reach": 0.9, "band_low": 0.01, "band_middle": 0.2,
    "band_high": 0.5, "band_cases": 20, "by_region": 0.17, "by_organisation": 0.3, "effective_patrons": 85.0,
}  # fmt: skip
MAP = {
    "case": "XKX", "name": "Kosovo", "polity": "XKX", "earliest": "2008-01-18", "latest": "2026-11-23",
    "covered_to": "2026-04-30", "curve": [["2008-02-17", 1]], "states": {"recognises": "recognises it"},
    "spells": [], "parties": {},
}  # fmt: skip
SIDE = {
    "case": "XKX", "name": "Kosovo", "on": "2011-10-11", "counts": {"recognisers": 85},
    "shares": {"un_members": SHARE}, "integration": {"breadth": 0.41}, "contest": {"by_region": 0.17},
    "dependence": {"effective_patrons": 85.0},
}  # fmt: skip
COMPARISON = {
    "a": SIDE, "b": {**SIDE, "case": "PSE", "name": "Palestine", "counts": {"recognisers": 120}},
    "both": ["TUR"], "only_a": ["FRA"], "only_b": ["RUS"], "agreement": 0.3333,
}  # fmt: skip
PARTY = {
    "code": "FRA", "name": "France", "official_name": "French Republic", "kind": "state", "start": "1776", "end": "",
    "capital": "Paris", "region": "Western Europe", "note": "", "wikidata": "Q142", "numbers": ["COW 220"],
    "names": [{"name": "Vichy France", "kind": "name", "valid_from": "1940-07-10", "valid_to": "1944-08-25"}],
    "governments": [], "polity": "", "on": "2011-10-11", "is_case": False,
    "recognised_by": 0, "organisations": ["EU", "NATO", "UN"],
    "recognises": [
        {"case": "XKX", "name": "Kosovo", "state": "recognises", "since": "2008-02-18", "until": "", "acted_as": "",
         "act": "recognise:FRA:XKX:2008-02-18", "disputed": False, "checked": True, "case_over": ""}
    ],
    "alike": [{"party": "DEU", "name": "Germany", "both": 8, "either": 10}],
    "neighbours": [],
}  # fmt: skip
ACT = {
    "id": "recognise:FRA:XKX:2008-02-18", "kind": "recognise", "sender": "FRA", "receiver": "XKX",
    "happened": "2008-02-18", "mode": "declared", "level": "", "documented": True, "disputed": False, "checked": True,
    "accepted": False, "implied_by": "", "attributed_to": [], "days": ["2008-02-18"], "why": [], "support": [HASH],
    "contradicted_by": [],
}  # fmt: skip
CLAIM = {
    "id": HASH, "kind": "recognise", "sender": "FRA", "receiver": "XKX", "happened": "2008-02-18", "document": HASH,
    "start": 120, "end": 260, "mode": "declared", "polarity": "asserted", "attributed_to": "", "level": "",
    "condition": "", "sender_name": "France", "receiver_name": "", "evidence": "recognise,FRA,XKX,2008-02-18",
    "cites_title": "", "cites_url": "", "checked": True, "reader": "acts-table 1", "confidence": None, "why": "",
    "document_name": "", "note": "", "recorded": "2026-11-23T00:00:00.000000Z", "recorded_by_whom": "comity", "seq": 7,
}  # fmt: skip
RULING = {
    "id": HASH, "verb": "accept", "claim": HASH, "other": "", "field": "", "value": "",
    "because": "seen in the gazette", "by": "anna", "after": "",
    "recorded": "2026-11-23T09:00:00.000000Z", "recorded_by_whom": "anna", "seq": 1,
}  # fmt: skip
PARTY_ROW = {"code": "FRA", "name": "France", "acts": 39}
WAITING = {"claim": CLAIM, "reasons": ["its date is recalled, and was not seen in the source named"]}
ACT_WHOLE = {
    "act": ACT,
    "support": [CLAIM],
    "contradiction": [],
    "rulings": [],
    "implies": [],
    "days_recorded": ["2026-11-23"],
}
CLAIM_WHOLE = {
    "claim": CLAIM, "state": "open", "corrected": {}, "before": "", "evidence": "recognise,FRA,XKX,2008-02-18",
    "after": "", "rulings": [], "acts": [ACT], "days_recorded": ["2026-11-23"],
}  # fmt: skip
DOCUMENT_ROW = {
    "id": HASH, "name": "kosovo.csv", "title": "Acts of recognition: kosovo", "publisher": "comity",
    "publisher_is_party": "", "address": "", "language": "en", "published": "2026-11-23", "translated": False,
    "media_type": "text/csv", "repairs": [], "recorded": "2026-11-23T00:00:00.000000Z",
    "recorded_by_whom": "comity", "seq": 9, "characters": 34567, "claims": 175,
}  # fmt: skip
DOCUMENT = {
    "document": {"id": HASH, "title": "Acts of recognition: kosovo"},
    "text": "kind,sender",
    "at": 0,
    "length": 11,
    "next": None,
}
FOUND: dict[str, Any] = {
    "q": "Zaire",
    "parties": [
        {
            "code": "COD",
            "name": "Democratic Republic of the Congo",
            "found_as": "Zaire",
            "kind": "name",
            "valid": "from 1971-10-27 to 1997-05-17",
            "is_case": False,
        }
    ],
    "acts": [],
    "acts_found": 0,
    "documents": [],
}
