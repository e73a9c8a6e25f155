"""API: what the pages show, as JSON, CSV and Arrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

import comity
from comity.atlas import examples, schemas
from comity.atlas.access import Access
from comity.atlas.answers import Answers, Body, as_json, table_body
from comity.atlas.asked import Asked, AskedPart, Part
from comity.atlas.live import MOST_LISTENERS, Live
from comity.atlas.pages.act import act_page, claim_page, document_page, documents_page
from comity.atlas.pages.case import bands, cases_page, measures_series
from comity.atlas.pages.compare import Side, compare_page
from comity.atlas.pages.party import parties_page, party_page
from comity.atlas.pages.review import waiting
from comity.atlas.pages.search import search_page
from comity.atlas.pages.world import world_data
from comity.atlas.problems import KINDS, MEDIA_TYPE, Problem
from comity.atlas.rulings import append, rule
from comity.atlas.site import Policy, Site
from comity.codebook import codebook
from comity.codebook import kind as kind_of
from comity.errors import BadInput

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


def _reads(tag: str, summary: str, model: Any, example: Any, *, rows: bool = False) -> dict[str, Any]:
    """How an address that is read is described: its own answer, 304 for what the client has, and the problems.

    ``model`` and ``example`` are those of the answer, or, with ``rows``, of one row of a table that comes in parts.
    """
    content: dict[str, Any] = {"application/json": {"example": examples.page(example) if rows else example}}
    if rows:
        content["text/csv"] = {"schema": {"type": "string"}}
        content["application/vnd.apache.arrow.stream"] = {"schema": {"type": "string", "format": "binary"}}
    answer = {"model": schemas.Page[model] if rows else model, "description": "The answer.", "content": content}
    unchanged = {"description": "Nothing has changed since the answer with the tag sent in `If-None-Match`."}
    return {"tags": [tag], "summary": summary, "responses": {200: answer, 304: unchanged, **_problems(_READING)}}


def _writes(summary: str, model: Any, description: str) -> dict[str, Any]:
    """How an address that is written to is described."""
    answer = {"model": model, "description": description}
    return {
        "tags": ["writing"], "summary": summary, "status_code": 201,
        "responses": {201: answer, **_problems(_WRITING)},
    }  # fmt: skip


CaseCode = Annotated[str, Path(description="Code of the case.", examples=["XKX"], max_length=80)]
Rows = Sequence[Mapping[str, Any]]


def add_api(app: FastAPI, site: Site, access: Access, answers: Answers, live: Live) -> None:
    """Add every address of the API."""
    ledger = site.record.ledger

    def read(request: Request, make: Callable[[], Body]) -> Response:
        reader = access.may_read(request)
        return answers.answer(request, lambda: site.reading(make), reader=reader.name if reader else "")

    def table(request: Request, part: Part, name: str, columns: Sequence[str], rows: Callable[[], Rows]) -> Response:
        query = {key: value for key, value in request.query_params.items() if key not in ("offset", "limit")}
        return read(request, lambda: table_body(rows(), columns, part, name, request.url.path, query))

    # -- about ------------------------------------------------------------------------------------------------------

    @app.get("/api", **_reads("about", "Where to begin", schemas.Index, examples.INDEX))
    def index(request: Request) -> Response:
        def make() -> Body:
            return as_json(
                {
                    "version": comity.__version__, "title": site.title, "covered_to": site.covered_to,
                    "head": site.head().to_dict(), "addresses": examples.ADDRESSES,
                }
            )  # fmt: skip

        return read(request, make)

    @app.get("/api/head", **_reads("about", "How far the ledger goes", schemas.Head, examples.HEAD))
    def head(request: Request) -> Response:
        return read(request, lambda: as_json(site.head().to_dict()))

    @app.get("/api/kinds", **_reads("about", "Every kind of act", schemas.Kind, examples.KIND, rows=True))
    def kinds(request: Request, part: AskedPart) -> Response:
        columns = tuple(schemas.Kind.model_fields)
        return table(request, part, "kinds", columns, lambda: [asdict(one) for one in codebook().values()])

    # -- cases ------------------------------------------------------------------------------------------------------

    @app.get("/api/cases", **_reads("cases", "Every case", schemas.Case, examples.CASE_ROW, rows=True))
    def cases(request: Request, policy: Asked, part: AskedPart) -> Response:
        columns = tuple(schemas.Case.model_fields)

        def rows() -> Rows:
            return [{name: getattr(row, name) for name in columns} for row in cases_page(site, policy).rows]

        return table(request, part, "cases", columns, rows)

    @app.get(
        "/api/cases/{case:path}/recognisers",
        **_reads("cases", "Who recognises a case on a day", schemas.Recogniser, examples.RECOGNISER, rows=True),
    )
    def recognisers(request: Request, case: CaseCode, policy: Asked, part: AskedPart) -> Response:
        return table(
            request, part, f"recognisers-{_name(case)}", tuple(schemas.Recogniser.model_fields),
            lambda: site.standing(case, policy).recognisers.to_dicts(),
        )  # fmt: skip

    @app.get(
        "/api/cases/{case:path}/curve",
        **_reads("cases", "The number of recognisers over time", schemas.CurvePoint, examples.CURVE_POINT, rows=True),
    )
    def curve(request: Request, case: CaseCode, policy: Asked, part: AskedPart) -> Response:
        def rows() -> Rows:
            found = site.standing(case, policy)
            points = site.view(policy).curve(found.case)
            return [{"on": day.isoformat(), "recognisers": n} for day, n in points if day <= found.on.latest]

        return table(request, part, f"curve-{_name(case)}", ("on", "recognisers"), rows)

    @app.get(
        "/api/cases/{case:path}/measures",
        **_reads("cases", "The measures of a case over time", schemas.Measure, examples.MEASURE, rows=True),
    )
    def measures(request: Request, case: CaseCode, policy: Asked, part: AskedPart) -> Response:
        columns = tuple(schemas.Measure.model_fields)
        return table(request, part, f"measures-{_name(case)}", columns, lambda: measures_series(site, case, policy))

    @app.get(
        "/api/cases/{case:path}/bands",
        **_reads("cases", "The measures of the other cases, by age", schemas.Band, examples.BAND, rows=True),
    )
    def bands_(request: Request, case: CaseCode, policy: Asked, part: AskedPart) -> Response:
        columns = tuple(schemas.Band.model_fields)
        return table(request, part, f"bands-{_name(case)}", columns, lambda: bands(site, case, policy))

    @app.get(
        "/api/cases/{case:path}/world", **_reads("cases", "All that a map of a case needs", schemas.Map, examples.MAP)
    )
    def world(request: Request, case: CaseCode, policy: Asked) -> Response:
        return read(request, lambda: as_json(world_data(site, site.standing(case, policy).case, policy)))

    @app.get(
        "/api/cases/{case:path}/brief",
        **_reads("cases", "The page on a case, as data", schemas.Brief, examples.BRIEF),
    )
    def brief(request: Request, case: CaseCode, policy: Asked) -> Response:
        return read(request, lambda: as_json(site.brief(case, policy).to_dict()))

    @app.get(
        "/api/cases/{case:path}",
        **_reads("cases", "The standing of a case on a day", schemas.Standing, examples.STANDING),
    )
    def case_(request: Request, case: CaseCode, policy: Asked) -> Response:
        return read(request, lambda: as_json(site.standing(case, policy).to_dict()))

    @app.get(
        "/api/compare",
        **_reads("cases", "Two cases, or two days, side by side", schemas.Comparison, examples.COMPARISON),
    )
    def compare(
        request: Request,
        policy: Asked,
        case: Annotated[str, Query(description="Code of the first case.", examples=["XKX"], max_length=80)],
        with_case: Annotated[
            str, Query(description="Code of the second; the first.", examples=["PSE"], max_length=80)
        ] = "",
        with_on: Annotated[str, Query(description="Day for the second; today.", examples=["2011"], max_length=80)] = "",
    ) -> Response:
        def side(one: Side) -> dict[str, Any]:
            row = one.standing.to_dict()
            kept = ("counts", "shares", "integration", "contest", "dependence")
            return {"case": one.case, "name": one.name, "on": one.on, **{name: row[name] for name in kept}}

        def make() -> Body:
            page = compare_page(site, case, with_case or case, policy.on, with_on, policy)
            return as_json(
                {
                    "a": side(page.a), "b": side(page.b), "both": [one.party for one, _ in page.both],
                    "only_a": [one.party for one in page.only_a], "only_b": [one.party for one in page.only_b],
                    "agreement": page.agreement,
                }
            )  # fmt: skip

        return read(request, make)

    # -- parties ----------------------------------------------------------------------------------------------------

    @app.get(
        "/api/parties",
        **_reads("parties", "Every party that an act names", schemas.PartyRow, examples.PARTY_ROW, rows=True),
    )
    def parties(request: Request, policy: Asked, part: AskedPart) -> Response:
        columns = tuple(schemas.PartyRow.model_fields)

        def rows() -> Rows:
            return [dict(zip(columns, row, strict=True)) for row in parties_page(site, policy).rows]

        return table(request, part, "parties", columns, rows)

    @app.get("/api/parties/{party:path}", **_reads("parties", "A party on a day", schemas.Party, examples.PARTY))
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
                    "names": [_row(schemas.PartyName, one) for one in page.names],
                    "governments": [_row(schemas.GovernmentRow, one) for one in page.governments],
                    "recognises": [asdict(one) for one in page.recognises],
                    "alike": [_row(schemas.Alike, one) for one in page.alike],
                    "neighbours": [
                        {name: getattr(one, name) for name in schemas.Neighbour.model_fields}
                        for one in page.ring.neighbours
                    ],
                }
            )

        return read(request, make)

    # -- acts and claims --------------------------------------------------------------------------------------------

    @app.get("/api/acts", **_reads("acts", "Acts, by day", schemas.Act, examples.ACT, rows=True))
    def acts(
        request: Request,
        policy: Asked,
        part: AskedPart,
        party: Annotated[str, Query(description="On either side.", examples=["XKX"], max_length=80)] = "",
        sender: Annotated[str, Query(description="The one that acted.", examples=["FRA"], max_length=80)] = "",
        receiver: Annotated[str, Query(description="The one acted upon.", examples=["XKX"], max_length=80)] = "",
        kind: Annotated[str, Query(description="A kind of the codebook.", examples=["recognise"], max_length=40)] = "",
    ) -> Response:
        def rows() -> Rows:
            for code in filter(None, (party, sender, receiver)):
                _check_known(site, code)
            if kind:
                kind_of(kind, where="kind")
            return [
                act.to_dict() for act in site.acts(policy, party=party, sender=sender, receiver=receiver, kind=kind)
            ]

        return table(request, part, "acts", tuple(schemas.Act.model_fields), rows)

    @app.get("/api/acts/{act:path}", **_reads("acts", "An act with its claims", schemas.ActWhole, examples.ACT_WHOLE))
    def act_(
        request: Request,
        act: Annotated[
            str, Path(description="Id of the act.", examples=["recognise:FRA:XKX:2008-02-18"], max_length=2000)
        ],
        policy: Asked,
    ) -> Response:
        def make() -> Body:
            page = act_page(site, act, policy)
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
                    "days_recorded": list(page.days_recorded),
                }
            )

        return read(request, make)

    @app.get(
        "/api/claims",
        **_reads("claims", "Claims, in the order they were recorded", schemas.Claim, examples.CLAIM, rows=True),
    )
    def claims(
        request: Request,
        policy: Asked,
        part: AskedPart,
        party: Annotated[str, Query(description="On either side.", examples=["XKX"], max_length=80)] = "",
        document: Annotated[str, Query(description="Read from it.", examples=["0" * 64], max_length=64)] = "",
    ) -> Response:
        def rows() -> Rows:
            found = ledger.claims(party=party, document=document, recorded_by=policy.recorded_by or None)
            return [one.to_dict() for one in found]

        return table(request, part, "claims", tuple(schemas.Claim.model_fields), rows)

    @app.get(
        "/api/claims/{claim}",
        **_reads("claims", "A claim in its document", schemas.ClaimWhole, examples.CLAIM_WHOLE),
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
            row, known = page.claim, policy.recorded_by or None
            return as_json(
                {
                    "claim": ledger.claim(row.id).to_dict(), "state": row.state, "corrected": row.corrected,
                    "before": row.before, "evidence": row.evidence, "after": row.after,
                    "rulings": [one.to_dict() for one in ledger.rulings(claim=row.id, recorded_by=known)],
                    "acts": [site.act(one.id, policy.recorded_by).to_dict() for one in page.acts],
                    "days_recorded": list(page.days_recorded),
                }
            )  # fmt: skip

        return read(request, make)

    @app.get(
        "/api/documents",
        **_reads("claims", "Documents that the ledger keeps", schemas.DocumentRow, examples.DOCUMENT_ROW, rows=True),
    )
    def documents(request: Request, part: AskedPart) -> Response:
        columns = tuple(schemas.DocumentRow.model_fields)
        return table(request, part, "documents", columns, lambda: documents_page(site).rows)

    @app.get(
        "/api/documents/{document}",
        **_reads("claims", "A document as it was kept", schemas.Document, examples.DOCUMENT),
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
        "/api/rulings",
        **_reads("claims", "Rulings, in the order they were recorded", schemas.Ruling, examples.RULING, rows=True),
    )
    def rulings(
        request: Request,
        part: AskedPart,
        claim: Annotated[str, Query(description="On this claim.", examples=["0" * 64], max_length=64)] = "",
    ) -> Response:
        columns = tuple(schemas.Ruling.model_fields)
        return table(request, part, "rulings", columns, lambda: [one.to_dict() for one in ledger.rulings(claim=claim)])

    @app.get(
        "/api/review",
        **_reads("claims", "Claims that wait for a decision", schemas.WaitingClaim, examples.WAITING, rows=True),
    )
    def review(request: Request, part: AskedPart) -> Response:
        def rows() -> Rows:
            queue = waiting(site)
            kept = {one.row.id: one.to_dict() for one in ledger.claims(ids=[id_ for id_, _ in queue])}
            return [{"claim": kept[id_], "reasons": list(reasons)} for id_, reasons in queue]

        return table(request, part, "review", ("claim", "reasons"), rows)

    @app.get(
        "/api/search",
        **_reads("about", "Parties, acts and documents that some words name", schemas.Found, examples.FOUND),
    )
    def search(
        request: Request,
        q: Annotated[
            str, Query(description="The words; names of the time are known.", examples=["Zaire"], max_length=200)
        ],
        policy: Asked,
    ) -> Response:
        return read(request, lambda: as_json(asdict(search_page(site, q, policy))))

    # -- writing, and what was written ------------------------------------------------------------------------------

    @app.post("/api/claims", **_writes("Append claims and documents (contributor)", schemas.Appended, "Appended."))
    def append_(request: Request, body: schemas.RowsIn) -> Response:
        token = access.may(request, "contributor")
        done = append(site, body.rows, token.name)
        live.wake()
        return JSONResponse(done, 201)

    @app.post("/api/rulings", **_writes("Record a ruling (adjudicator)", schemas.RulingOut, "Recorded."))
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


def _row(model: Any, values: Sequence[Any]) -> dict[str, Any]:
    """A tuple of a page as a row of the API: the names are those of the model, in its order."""
    return dict(zip(model.model_fields, values, strict=True))


def _check_known(site: Site, code: str) -> None:
    try:
        site.case(code)
    except Problem as problem:
        raise BadInput(problem.message, where="party", hint=problem.hint) from None


def _name(code: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in code)[:80]
