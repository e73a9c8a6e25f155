"""API: what the pages show, as JSON, CSV and Arrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

import comity
from comity.atlas import schemas
from comity.atlas.access import Access
from comity.atlas.answers import Answers, Body, as_json, table_body
from comity.atlas.asked import Asked
from comity.atlas.live import MOST_LISTENERS, Live
from comity.atlas.pages.act import act_page, claim_page, document_page, documents_page
from comity.atlas.pages.case import cases_page, measures_series
from comity.atlas.pages.compare import compare_page
from comity.atlas.pages.party import parties_page, party_page
from comity.atlas.pages.review import waiting
from comity.atlas.pages.search import search_page
from comity.atlas.pages.world import world_data
from comity.atlas.problems import KINDS, MEDIA_TYPE, Problem
from comity.atlas.rulings import append, rule
from comity.atlas.site import Policy, Site
from comity.errors import BadInput
from comity.ledger import Act

__all__ = ["add_api"]

_READING = (
    "bad-request",
    "not-signed-in",
    "not-found",
    "bad-input",
    "wrong-host",
    "too-many-requests",
    "too-large",
    "ledger-unavailable",
)
_WRITING = (*_READING, "not-allowed")


def _problems(kinds: Sequence[str]) -> dict[int | str, dict[str, Any]]:
    return {
        KINDS[kind][0]: {
            "description": KINDS[kind][1],
            "content": {MEDIA_TYPE: {"schema": schemas.ProblemModel.model_json_schema()}},
        }
        for kind in kinds
    }


def _answers(
    model: Any, example: Any, *, table: bool = False, kinds: Sequence[str] = _READING
) -> dict[int | str, dict[str, Any]]:
    """The documented answers of an address: its own, 304 for what the client has, and the problems."""
    content: dict[str, Any] = {"application/json": {"example": example}}
    if table:
        content["text/csv"] = {"schema": {"type": "string"}}
        content["application/vnd.apache.arrow.stream"] = {"schema": {"type": "string", "format": "binary"}}
    return {
        200: {"model": model, "description": "The answer.", "content": content},
        304: {"description": "Nothing has changed since the answer with the tag sent in `If-None-Match`."},
        **_problems(kinds),
    }


_CASE = Path(description="Code of the case.", examples=["XKX"], max_length=80)
_FORM = Query(alias="format", description="`json` (in parts), `csv` or `arrow`.", max_length=10, examples=["json"])
_OFFSET = Query(ge=0, le=10**9, description="Rows to leave out at the start.", examples=[0])
_LIMIT = Query(ge=1, le=10_000, description="Rows at most; 100 as JSON, all of them as CSV or Arrow.", examples=[20])

CaseCode = Annotated[str, _CASE]
Form = Annotated[str, _FORM]
Offset = Annotated[int, _OFFSET]
Limit = Annotated[int | None, _LIMIT]

_ACT_COLUMNS = tuple(Act.__slots__)


def add_api(app: FastAPI, site: Site, access: Access, answers: Answers, live: Live) -> None:
    """Add every address of the API."""

    def read(request: Request, make: Callable[[], Body]) -> Response:
        reader = access.may_read(request)
        return answers.answer(request, lambda: site.reading(make), reader=reader.name if reader else "")

    def table(
        request: Request, rows: Callable[[], Sequence[Mapping[str, Any]]], columns: Sequence[str], name: str,
        form: str, offset: int, limit: int | None,
    ) -> Response:  # fmt: skip
        query = {key: value for key, value in request.query_params.items() if key not in ("offset", "limit")}

        def make() -> Body:
            return table_body(rows(), columns, form, name, offset, limit, request.url.path, query)

        return read(request, make)

    @app.get("/api", tags=["about"], summary="Where to begin", responses=_answers(schemas.Index, _INDEX))
    def index(request: Request) -> Response:
        def make() -> Body:
            return as_json(
                {
                    "version": comity.__version__, "title": site.title, "covered_to": site.covered_to,
                    "head": site.head().to_dict(), "addresses": _ADDRESSES,
                }
            )  # fmt: skip

        return read(request, make)

    @app.get("/api/head", tags=["about"], summary="How far the ledger goes", responses=_answers(schemas.Head, _HEAD))
    def head(request: Request) -> Response:
        return read(request, lambda: as_json(site.head().to_dict()))

    @app.get(
        "/api/cases", tags=["cases"], summary="Every case",
        responses=_answers(schemas.Page[schemas.Case], _page(_CASE_ROW), table=True),
    )  # fmt: skip
    def cases(
        request: Request, policy: Asked, form: Form = "json", offset: Offset = 0, limit: Limit = None
    ) -> Response:
        columns = tuple(schemas.Case.model_fields)
        return table(
            request,
            lambda: [{name: getattr(row, name) for name in columns} for row in cases_page(site, policy).rows],
            columns,
            "cases",
            form,
            offset,
            limit,
        )

    @app.get(
        "/api/cases/{case:path}/recognisers", tags=["cases"], summary="Who recognises a case on a day",
        responses=_answers(schemas.Page[schemas.Recogniser], _page(_RECOGNISER), table=True),
    )  # fmt: skip
    def recognisers(
        request: Request,
        case: CaseCode,
        policy: Asked,
        form: Form = "json",
        offset: Offset = 0,
        limit: Limit = None,
    ) -> Response:
        columns = tuple(schemas.Recogniser.model_fields)
        return table(
            request,
            lambda: site.standing(case, policy).recognisers.to_dicts(),
            columns,
            f"recognisers-{_name(case)}",
            form,
            offset,
            limit,
        )

    @app.get(
        "/api/cases/{case:path}/curve", tags=["cases"], summary="The number of recognisers over time",
        responses=_answers(schemas.Page[schemas.CurvePoint], _page({"on": "2008-02-17", "recognisers": 1}), table=True),
    )  # fmt: skip
    def curve(
        request: Request,
        case: CaseCode,
        policy: Asked,
        form: Form = "json",
        offset: Offset = 0,
        limit: Limit = None,
    ) -> Response:
        def rows() -> list[dict[str, Any]]:
            found = site.standing(case, policy)
            points = site.view(policy).curve(found.case)
            return [{"on": day.isoformat(), "recognisers": n} for day, n in points if day <= found.on.latest]

        return table(request, rows, ("on", "recognisers"), f"curve-{_name(case)}", form, offset, limit)

    @app.get(
        "/api/cases/{case:path}/measures", tags=["cases"], summary="The measures of a case over time",
        responses=_answers(schemas.Page[schemas.Measure], _page(_MEASURE), table=True),
    )  # fmt: skip
    def measures(
        request: Request,
        case: CaseCode,
        policy: Asked,
        form: Form = "json",
        offset: Offset = 0,
        limit: Limit = None,
    ) -> Response:
        columns = tuple(schemas.Measure.model_fields)
        return table(
            request,
            lambda: measures_series(site, case, policy),
            columns,
            f"measures-{_name(case)}",
            form,
            offset,
            limit,
        )

    @app.get(
        "/api/cases/{case:path}/world", tags=["cases"], summary="All that a map of a case needs",
        responses=_answers(schemas.Map, _MAP),
    )  # fmt: skip
    def world(request: Request, case: CaseCode, policy: Asked) -> Response:
        def make() -> Body:
            return as_json(world_data(site, site.standing(case, policy).case, policy))

        return read(request, make)

    @app.get(
        "/api/cases/{case:path}/brief", tags=["cases"], summary="The page on a case, as data",
        responses=_answers(schemas.Brief, _BRIEF),
    )  # fmt: skip
    def brief(request: Request, case: CaseCode, policy: Asked) -> Response:
        return read(request, lambda: as_json(site.brief(case, policy).to_dict()))

    @app.get(
        "/api/cases/{case:path}", tags=["cases"], summary="The standing of a case on a day",
        responses=_answers(schemas.Standing, _STANDING),
    )  # fmt: skip
    def case_(request: Request, case: CaseCode, policy: Asked) -> Response:
        return read(request, lambda: as_json(site.standing(case, policy).to_dict()))

    @app.get(
        "/api/compare", tags=["cases"], summary="Two cases, or two days, side by side",
        responses=_answers(schemas.Comparison, _COMPARISON),
    )  # fmt: skip
    def compare(
        request: Request,
        policy: Asked,
        case: Annotated[str, Query(description="Code of the first case.", examples=["XKX"], max_length=80)],
        with_case: Annotated[
            str, Query(description="Code of the second; the first.", examples=["PSE"], max_length=80)
        ] = "",
        with_on: Annotated[str, Query(description="Day for the second; today.", examples=["2011"], max_length=80)] = "",
    ) -> Response:
        def make() -> Body:
            page = compare_page(site, case, with_case or case, policy.on, with_on, policy)
            sides = {
                side: {"case": one.case, "name": one.name, "on": one.on, "counts": one.standing.counts}
                for side, one in (("a", page.a), ("b", page.b))
            }
            return as_json(
                {
                    **sides, "both": [one.party for one, _ in page.both], "only_a": [one.party for one in page.only_a],
                    "only_b": [one.party for one in page.only_b], "agreement": page.agreement,
                }
            )  # fmt: skip

        return read(request, make)

    @app.get(
        "/api/parties", tags=["parties"], summary="Every party that an act names",
        responses=_answers(schemas.Page[schemas.PartyRow], _page(_PARTY_ROW), table=True),
    )  # fmt: skip
    def parties(
        request: Request, policy: Asked, form: Form = "json", offset: Offset = 0, limit: Limit = None
    ) -> Response:
        def rows() -> list[dict[str, Any]]:
            return [{"code": code, "name": name, "acts": acts} for code, name, acts in parties_page(site, policy).rows]

        return table(request, rows, ("code", "name", "acts"), "parties", form, offset, limit)

    @app.get(
        "/api/parties/{party:path}", tags=["parties"], summary="A party on a day",
        responses=_answers(schemas.Party, _PARTY),
    )  # fmt: skip
    def party_(
        request: Request,
        party: Annotated[str, Path(description="Code of the party.", examples=["FRA"], max_length=80)],
        policy: Asked,
    ) -> Response:
        def make() -> Body:
            page = party_page(site, party, policy)
            row = {name: getattr(page, name) for name in schemas.Party.model_fields if hasattr(page, name)}
            return as_json(
                {
                    **row,
                    "recognises": [asdict(one) for one in page.recognises],
                    "alike": [dict(zip(("party", "name", "both", "either"), one, strict=True)) for one in page.alike],
                    "neighbours": [
                        {
                            "party": n.party,
                            "name": n.name,
                            "out": n.out,
                            "back": n.back,
                            "relations": n.relations,
                            "act": n.act,
                        }
                        for n in page.ring.neighbours
                    ],
                }
            )

        return read(request, make)

    @app.get(
        "/api/acts", tags=["acts"], summary="Acts, by day",
        responses=_answers(schemas.Page[schemas.Act], _page(_ACT), table=True),
    )  # fmt: skip
    def acts(
        request: Request,
        policy: Asked,
        party: Annotated[str, Query(description="On either side.", examples=["XKX"], max_length=80)] = "",
        sender: Annotated[str, Query(description="The one that acted.", examples=["FRA"], max_length=80)] = "",
        receiver: Annotated[str, Query(description="The one acted upon.", examples=["XKX"], max_length=80)] = "",
        kind: Annotated[str, Query(description="A kind of the codebook.", examples=["recognise"], max_length=40)] = "",
        form: Form = "json", offset: Offset = 0, limit: Limit = None,
    ) -> Response:  # fmt: skip
        def rows() -> list[dict[str, Any]]:
            for code in filter(None, (party, sender, receiver)):
                _check_known(site, code)
            if kind:
                from comity.codebook import kind as kind_of

                kind_of(kind, where="kind")
            return [
                act.to_dict() for act in site.acts(policy, party=party, sender=sender, receiver=receiver, kind=kind)
            ]

        return table(request, rows, tuple(schemas.Act.model_fields), "acts", form, offset, limit)

    @app.get(
        "/api/acts/{act:path}",
        tags=["acts"],
        summary="An act with its claims",
        responses=_answers(schemas.ActWhole, _ACT_WHOLE),
    )
    def act_(
        request: Request,
        act: Annotated[
            str, Path(description="Id of the act.", examples=["recognise:FRA:XKX:2008-02-18"], max_length=2000)
        ],
        policy: Asked,
    ) -> Response:
        def make() -> Body:
            page = act_page(site, act, policy)
            ledger = site.record.ledger
            claims = {one.row.id: one for one in ledger.claims(ids=[*page.act.support, *page.act.contradicted_by])}
            rulings = {r.row.id: r.to_dict() for id_ in claims for r in ledger.rulings(claim=id_)}
            everything = site.acts(Policy("", policy.recorded_by, "claimed", False, "all"), party=page.act.sender)
            return as_json(
                {
                    "act": page.act.to_dict(),
                    "support": [claims[id_].to_dict() for id_ in page.act.support],
                    "contradiction": [claims[id_].to_dict() for id_ in page.act.contradicted_by],
                    "rulings": list(rulings.values()),
                    "implies": [one.to_dict() for one in everything if one.implied_by == page.act.id],
                }
            )

        return read(request, make)

    @app.get(
        "/api/claims", tags=["claims"], summary="Claims, in the order they were recorded",
        responses=_answers(schemas.Page[schemas.Claim], _page(_CLAIM), table=True),
    )  # fmt: skip
    def claims(
        request: Request,
        policy: Asked,
        party: Annotated[str, Query(description="On either side.", examples=["XKX"], max_length=80)] = "",
        document: Annotated[str, Query(description="Read from it.", examples=["0" * 64], max_length=64)] = "",
        form: Form = "json", offset: Offset = 0, limit: Limit = None,
    ) -> Response:  # fmt: skip
        def rows() -> list[dict[str, Any]]:
            found = site.record.ledger.claims(party=party, document=document, recorded_by=policy.recorded_by or None)
            return [one.to_dict() for one in found]

        return table(request, rows, tuple(schemas.Claim.model_fields), "claims", form, offset, limit)

    @app.get(
        "/api/claims/{claim}",
        tags=["claims"],
        summary="A claim in its document",
        responses=_answers(schemas.ClaimWhole, _CLAIM_WHOLE),
    )
    def claim_(
        request: Request,
        claim: Annotated[
            str, Path(description="Id of the claim, or its beginning.", examples=["0" * 64], max_length=64)
        ],
        policy: Asked,
    ) -> Response:
        def make() -> Body:
            page = claim_page(site, claim, policy)
            ledger = site.record.ledger
            row, known = page.claim, policy.recorded_by or None
            return as_json(
                {
                    "claim": ledger.claim(row.id).to_dict(), "state": row.state, "corrected": row.corrected,
                    "before": row.before, "evidence": row.evidence, "after": row.after,
                    "rulings": [one.to_dict() for one in ledger.rulings(claim=row.id, recorded_by=known)],
                    "acts": [site.act(one.id).to_dict() for one in page.acts],
                }
            )  # fmt: skip

        return read(request, make)

    @app.get(
        "/api/documents", tags=["claims"], summary="Documents that the ledger keeps",
        responses=_answers(schemas.Page[schemas.DocumentRow], _page(_DOCUMENT_ROW), table=True),
    )  # fmt: skip
    def documents(request: Request, form: Form = "json", offset: Offset = 0, limit: Limit = None) -> Response:
        columns = tuple(schemas.DocumentRow.model_fields)
        return table(request, lambda: documents_page(site).rows, columns, "documents", form, offset, limit)

    @app.get(
        "/api/documents/{document}",
        tags=["claims"],
        summary="A document as it was kept",
        responses=_answers(schemas.Document, _DOCUMENT),
    )
    def document_(
        request: Request,
        document: Annotated[str, Path(description="SHA-256 of its bytes.", examples=["0" * 64], max_length=64)],
        at: Annotated[int, Query(ge=0, le=10**12, description="First character wanted.", examples=[0])] = 0,
    ) -> Response:
        def make() -> Body:
            page = document_page(site, document, at)
            text = "".join(piece for piece, _ in page.pieces)
            return as_json(
                {"document": page.document, "text": text, "at": page.at, "length": page.length, "next": page.next}
            )

        return read(request, make)

    @app.get(
        "/api/rulings", tags=["claims"], summary="Rulings, in the order they were recorded",
        responses=_answers(schemas.Page[schemas.Ruling], _page(_RULING), table=True),
    )  # fmt: skip
    def rulings(
        request: Request,
        claim: Annotated[str, Query(description="On this claim.", examples=["0" * 64], max_length=64)] = "",
        form: Form = "json", offset: Offset = 0, limit: Limit = None,
    ) -> Response:  # fmt: skip
        def rows() -> list[dict[str, Any]]:
            return [one.to_dict() for one in site.record.ledger.rulings(claim=claim)]

        return table(request, rows, tuple(schemas.Ruling.model_fields), "rulings", form, offset, limit)

    @app.get(
        "/api/review", tags=["claims"], summary="Claims that wait for a decision",
        responses=_answers(schemas.Page[schemas.WaitingClaim], _page(_WAITING)),
    )  # fmt: skip
    def review(request: Request, offset: Offset = 0, limit: Limit = None) -> Response:
        def make() -> Body:
            queue = waiting(site)
            part = queue[offset : offset + (limit or 100)]
            kept = {one.row.id: one.to_dict() for one in site.record.ledger.claims(ids=[id_ for id_, _ in part])}
            shown = {id_: {"claim": kept[id_], "reasons": list(reasons)} for id_, reasons in part}
            rows = [shown.get(id_, {}) for id_, _ in queue]
            return table_body(rows, ("claim", "reasons"), "json", "review", offset, limit, request.url.path, {})

        return read(request, make)

    @app.get(
        "/api/search",
        tags=["about"],
        summary="Parties, acts and documents that some words name",
        responses=_answers(schemas.Found, _FOUND),
    )
    def search(
        request: Request,
        q: Annotated[
            str, Query(description="The words; names of the time are known.", examples=["Zaire"], max_length=200)
        ],
        policy: Asked,
    ) -> Response:
        return read(request, lambda: as_json(asdict(search_page(site, q, policy))))

    @app.post(
        "/api/claims", tags=["writing"], summary="Append claims and documents (contributor)", status_code=201,
        responses={201: {"model": schemas.Appended, "description": "Appended."}, **_problems(_WRITING)},
    )  # fmt: skip
    def append_(request: Request, body: schemas.RowsIn) -> Response:
        token = access.may(request, "contributor")
        done = append(site, body.rows, token.name)
        live.wake()
        return JSONResponse(done, 201)

    @app.post(
        "/api/rulings", tags=["writing"], summary="Record a ruling (adjudicator)", status_code=201,
        responses={201: {"model": schemas.RulingOut, "description": "Recorded."}, **_problems(_WRITING)},
    )  # fmt: skip
    def rule_(request: Request, body: schemas.RulingIn) -> Response:
        token = access.may(request, "adjudicator")
        done = rule(site, body.model_dump(), token.name)
        live.wake()
        return JSONResponse(done.to_dict(), 201)

    @app.get(
        "/api/events", tags=["about"], summary="The head of the ledger, told whenever it moves",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}, **_problems(_READING)},
    )  # fmt: skip
    async def events(request: Request) -> Response:
        access.may_read(request)
        if live.listeners >= MOST_LISTENERS:
            raise Problem("too-many-requests", f"{live.listeners} pages are listening already", hint="try again later")
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(live.stream(), media_type="text/event-stream", headers=headers)


def _check_known(site: Site, code: str) -> None:
    try:
        site.case(code)
    except Problem as problem:
        raise BadInput(problem.message, where="party", hint=problem.hint) from None


def _name(code: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in code)[:80]


def _page(row: Any) -> dict[str, Any]:
    return {"rows": [row], "total": 1, "offset": 0, "limit": 100, "next": None}


_ADDRESSES = {
    "cases": "/api/cases", "standing": "/api/cases/{case}", "recognisers": "/api/cases/{case}/recognisers",
    "brief": "/api/cases/{case}/brief", "curve": "/api/cases/{case}/curve",
    "measures": "/api/cases/{case}/measures", "world": "/api/cases/{case}/world",
    "compare": "/api/compare", "parties": "/api/parties", "party": "/api/parties/{party}", "acts": "/api/acts",
    "act": "/api/acts/{act}", "claims": "/api/claims", "claim": "/api/claims/{claim}", "documents": "/api/documents",
    "document": "/api/documents/{document}", "rulings": "/api/rulings", "review": "/api/review",
    "search": "/api/search", "head": "/api/head", "events": "/api/events", "description": "/api/openapi.json",
}  # fmt: skip

# Examples of the description; a test holds each to the schema that it is an example of.
_HASH = "9f2c1e0b7a64d3588e1f0c2b4a6d7e9f8091a2b3c4d5e6f708192a3b4c5d6e7f"
_TABLES = (("documents", 17), ("claims", 2184), ("rulings", 0), ("originals", 0))
_HEAD = {"head": _HASH, **{name: {"rows": rows, "hash": _HASH} for name, rows in _TABLES}}
_INDEX = {
    "version": comity.__version__,
    "title": "comity",
    "covered_to": "2026-04",
    "head": _HEAD,
    "addresses": _ADDRESSES,
}
_CASE_ROW = {
    "case": "XKX", "name": "Kosovo", "recognisers": 113, "over": "", "acts": 166, "first": "2008-02-17",
    "last": "2025-12-19",
}  # fmt: skip
_RECOGNISER = {
    "party": "FRA", "name": "France", "since": "2008-02-18", "until": "", "how": "", "kind": "recognise",
    "mode": "declared", "un_member": True, "great_power": True, "in_being": True, "checked": True, "disputed": False,
    "why": [], "acted_as": "", "act": "recognise:FRA:XKX:2008-02-18", "ended_by": "", "sources": [], "note": "",
}  # fmt: skip
_SHARE = {"group": "UN members", "recognisers": 84, "members": 193, "share": 0.4352}
_STANDING = {
    "case": "XKX", "name": "Kosovo", "on": "2011-10-11", "recorded_by": "", "counting": "documented",
    "checked_only": False, "implied": "relations", "case_over": "", "counts": {"recognisers": 85, "un_members": 84},
    "shares": {"un_members": _SHARE}, "integration": {"breadth": 0.41}, "contest": {"by_region": 0.17},
    "dependence": {"effective_patrons": 85.0}, "recognisers": [_RECOGNISER], "ended": [], "possible": [],
    "relations": [], "short": [], "statements": [], "organisations": [], "regions": [],
}  # fmt: skip
_BRIEF = {
    **_STANDING, "headline": "On 11 October 2011, 85 states recognised Kosovo.", "deck": [], "alternative": 85,
    "begins": "2008-02-17", "curve": [], "curve_ends": "2011-10-11", "marks": [], "band": [], "evidence": [],
    "rivals": [], "portrait": {}, "precedents": [], "coverage": {}, "gaps": [],
    "outlook": {
        "forecast": None, "accuracy": None, "note": "No forecast from 11 October 2011 is at hand",
        "command": "comity forecast XKX --on 2011-10-11",
    },
}  # fmt: skip
_MEASURE = {
    "on": "2011-10-11", "age": 3.65, "breadth": 0.41, "depth": 0.0, "reach": 0.9, "band_low": 0.01, "band_middle": 0.2,
    "band_high": 0.5, "band_cases": 20, "by_region": 0.17, "by_organisation": 0.3, "effective_patrons": 85.0,
}  # fmt: skip
_MAP = {
    "case": "XKX", "name": "Kosovo", "polity": "XKX", "earliest": "2008-01-18", "latest": "2026-11-23",
    "covered_to": "2026-04-30", "curve": [["2008-02-17", 1]], "states": {"recognises": "recognises it"},
    "spells": [], "parties": {},
}  # fmt: skip
_COMPARISON = {
    "a": {"case": "XKX", "name": "Kosovo", "on": "2011", "counts": {"recognisers": 88}},
    "b": {"case": "PSE", "name": "Palestine", "on": "2011", "counts": {"recognisers": 120}},
    "both": ["TUR"], "only_a": ["FRA"], "only_b": ["RUS"], "agreement": 0.3333,
}  # fmt: skip
_PARTY = {
    "code": "FRA", "name": "France", "official_name": "French Republic", "kind": "state", "start": "1776", "end": "",
    "capital": "Paris", "region": "Western Europe", "note": "", "polity": "", "on": "2011-10-11", "is_case": False,
    "recognised_by": 0, "organisations": ["EU", "NATO", "UN"],
    "recognises": [
        {"case": "XKX", "name": "Kosovo", "state": "recognises", "since": "2008-02-18", "until": "", "acted_as": "",
         "act": "recognise:FRA:XKX:2008-02-18", "disputed": False, "checked": True, "case_over": ""}
    ],
    "alike": [{"party": "DEU", "name": "Germany", "both": 8, "either": 10}],
    "neighbours": [],
}  # fmt: skip
_ACT = {
    "id": "recognise:FRA:XKX:2008-02-18", "kind": "recognise", "sender": "FRA", "receiver": "XKX",
    "happened": "2008-02-18", "mode": "declared", "level": "", "documented": True, "disputed": False, "checked": True,
    "accepted": False, "implied_by": "", "attributed_to": [], "days": ["2008-02-18"], "why": [], "support": [_HASH],
    "contradicted_by": [],
}  # fmt: skip
_CLAIM = {
    "id": _HASH, "kind": "recognise", "sender": "FRA", "receiver": "XKX", "happened": "2008-02-18", "document": _HASH,
    "start": 120, "end": 260, "mode": "declared", "polarity": "asserted", "attributed_to": "", "level": "",
    "condition": "", "sender_name": "France", "receiver_name": "", "evidence": "recognise,FRA,XKX,2008-02-18",
    "cites_title": "", "cites_url": "", "checked": True, "reader": "acts-table 1", "confidence": None, "why": "",
    "document_name": "", "note": "", "recorded": "2026-11-23T00:00:00.000000Z", "recorded_by_whom": "comity", "seq": 7,
}  # fmt: skip
_RULING = {
    "id": _HASH, "verb": "accept", "claim": _HASH, "other": "", "field": "", "value": "",
    "because": "seen in the gazette", "by": "anna", "after": "",
    "recorded": "2026-11-23T09:00:00.000000Z", "recorded_by_whom": "anna", "seq": 1,
}  # fmt: skip
_PARTY_ROW = {"code": "FRA", "name": "France", "acts": 39}
_WAITING = {"claim": _CLAIM, "reasons": ["its date is recalled, and was not seen in the source named"]}
_ACT_WHOLE = {"act": _ACT, "support": [_CLAIM], "contradiction": [], "rulings": [], "implies": []}
_CLAIM_WHOLE = {
    "claim": _CLAIM, "state": "open", "corrected": {}, "before": "", "evidence": "recognise,FRA,XKX,2008-02-18",
    "after": "", "rulings": [], "acts": [_ACT],
}  # fmt: skip
_DOCUMENT_ROW = {
    "id": _HASH, "name": "kosovo.csv", "title": "Acts of recognition: kosovo", "publisher": "comity",
    "publisher_is_party": "", "address": "", "language": "en", "published": "2026-11-23", "translated": False,
    "media_type": "text/csv", "repairs": [], "recorded": "2026-11-23T00:00:00.000000Z",
    "recorded_by_whom": "comity", "seq": 9, "characters": 34567, "claims": 175,
}  # fmt: skip
_DOCUMENT = {
    "document": {"id": _HASH, "title": "Acts of recognition: kosovo"},
    "text": "kind,sender",
    "at": 0,
    "length": 11,
    "next": None,
}
_FOUND = {
    "q": "Zaire",
    "parties": [{"code": "COD", "name": "DR Congo", "found_as": "Zaire"}],
    "acts": [],
    "acts_found": 0,
    "documents": [],
}
