"""App: the pages and the API of a record, over HTTP."""

from __future__ import annotations

import gzip
import logging
import mimetypes
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import parse_qs, quote

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from comity.atlas.access import COOKIE, Access, same_origin
from comity.atlas.answers import Answers, Body, Ready
from comity.atlas.api import add_api
from comity.atlas.asked import Asked
from comity.atlas.guard import Guard
from comity.atlas.links import Links, unslug
from comity.atlas.live import Live
from comity.atlas.pages.about import EnterPage, ProblemPage, about_page
from comity.atlas.pages.act import act_page, claim_page, document_page, documents_page
from comity.atlas.pages.case import case_page, cases_page
from comity.atlas.pages.compare import compare_copy_page, compare_page
from comity.atlas.pages.frame import Frame
from comity.atlas.pages.party import parties_page, party_page
from comity.atlas.pages.review import review_page
from comity.atlas.pages.search import search_page
from comity.atlas.pages.world import world_page
from comity.atlas.problems import KINDS, MEDIA_TYPE, Problem, problem_for_status, problem_of
from comity.atlas.render import asset_names, assets_version, render
from comity.atlas.rulings import rule
from comity.atlas.settings import Settings
from comity.atlas.site import Policy, Site
from comity.atlas.tokens import Token
from comity.errors import ComityError
from comity.record import Record

__all__ = ["create_app"]

_LOG = logging.getLogger("comity.atlas")

HTML = "text/html; charset=utf-8"


def create_app(record: Record, settings: Settings | None = None, *, title: str = "comity") -> FastAPI:
    """The atlas of a record as an ASGI application."""
    settings = settings or Settings()
    site = Site(record, title=title)
    access = Access(settings)
    answers = Answers(site)
    live = Live(site, settings.poll_seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with live.running():
            yield

    # The interactive pages of FastAPI come from another host; ours is written from the same description.
    app = FastAPI(
        title="comity atlas", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=lifespan
    )
    app.state.site, app.state.live, app.state.access = site, live, access

    def frame(request: Request, section: str, title: str, policy: Policy, reader: Token | None) -> Frame:
        head = site.head()
        here = request.scope["path"]
        links = Links(here, settings.static, assets=f"/static/{assets_version()}", policy=policy.changes())
        return Frame(
            title=title, section=section, links=links, policy=policy, site=site.title, reader=reader,
            covered_to=site.covered_to, claims=head.claims[0], rulings=head.rulings[0],
            is_closed=not settings.open_reading,
        )  # fmt: skip

    def show(
        request: Request, template: str, section: str, policy: Policy, make: Callable[[], tuple[str, Any]]
    ) -> Response:
        """A page, made once for each state of the ledger and each reader."""
        reader = access.may_read(request)

        def body() -> Body:
            title_, page = site.reading(make)
            return Body(render(template, frame(request, section, title_, policy, reader), page).encode(), HTML)

        return answers.answer(request, body, reader=f"{reader.name} {reader.role}" if reader else "")

    @app.get("/", include_in_schema=False)
    def world_of_all(request: Request, policy: Asked, case: str = "") -> Response:
        access.may_read(request)
        if not case and not site.cases(policy):
            return cases(request, policy)  # which says how to begin
        chosen = site.case(case) if case else site.default_case(policy)
        if case:  # the form without JavaScript asks by ?case=
            query = {**policy.changes(), **({"on": policy.on} if policy.on else {})}
            return RedirectResponse(Links().to(f"/world/{chosen}", **query), status_code=303)
        return show_world(request, chosen, policy)

    @app.get("/world/{case:path}", include_in_schema=False)
    def world(request: Request, case: str, policy: Asked) -> Response:
        return show_world(request, case, policy)

    def show_world(request: Request, case: str, policy: Policy) -> Response:
        def make() -> tuple[str, Any]:
            page = world_page(site, case, policy)
            return f"Who recognises {page.name}", page

        return show(request, "world", "world", policy, make)

    @app.get("/cases", include_in_schema=False)
    def cases(request: Request, policy: Asked) -> Response:
        return show(request, "cases", "cases", policy, lambda: ("Cases", cases_page(site, policy)))

    @app.get("/case/{case:path}", include_in_schema=False)
    def case(request: Request, case: str, policy: Asked) -> Response:
        def make() -> tuple[str, Any]:
            page = case_page(site, case, policy)
            return page.standing.name, page

        return show(request, "case", "cases", policy, make)

    @app.get("/parties", include_in_schema=False)
    def parties(request: Request, policy: Asked) -> Response:
        return show(request, "parties", "parties", policy, lambda: ("Parties", parties_page(site, policy)))

    @app.get("/party/{party:path}", include_in_schema=False)
    def party(request: Request, party: str, policy: Asked) -> Response:
        def make() -> tuple[str, Any]:
            page = party_page(site, party, policy)
            return page.name, page

        return show(request, "party", "parties", policy, make)

    @app.get("/act/{act:path}", include_in_schema=False)
    def act(request: Request, act: str, policy: Asked) -> Response:
        def make() -> tuple[str, Any]:
            page = act_page(site, unslug(act), policy)
            row = page.row
            return f"{row.sender_name} {row.words} {row.receiver_name}".strip(), page

        return show(request, "act", "cases", policy, make)

    @app.get("/claim/{claim}", include_in_schema=False)
    def claim(request: Request, claim: str, policy: Asked) -> Response:
        def make() -> tuple[str, Any]:
            page = claim_page(site, claim, policy)
            return f"Claim {page.claim.id[:12]}", page

        return show(request, "claim", "documents", policy, make)

    @app.get("/documents", include_in_schema=False)
    def documents(request: Request, policy: Asked) -> Response:
        return show(request, "documents", "documents", policy, lambda: ("Documents", documents_page(site)))

    @app.get("/document/{document}", include_in_schema=False)
    def document(
        request: Request, document: str, policy: Asked, at: Annotated[int, Query(ge=0, le=10**12)] = 0
    ) -> Response:
        def make() -> tuple[str, Any]:
            page = document_page(site, document, at, whole=settings.static)
            return page.document["title"] or page.document["name"] or "Document", page

        return show(request, "document", "documents", policy, make)

    @app.get("/compare", include_in_schema=False)
    def compare(
        request: Request,
        policy: Asked,
        case: str = "",
        with_case: str = "",
        with_on: Annotated[str, Query(max_length=80)] = "",
    ) -> Response:
        def make() -> tuple[str, Any]:
            known = [row["case"] for row in site.cases(policy)]
            first = case or site.default_case(policy)
            second = with_case or (first if with_on else next((c for c in known if c != first), first))
            page = compare_page(site, first, second, policy.on, with_on, policy)
            return f"{page.a.name} and {page.b.name}", page

        if settings.static:
            return show(
                request, "compare_copy", "compare", policy, lambda: ("Compare", compare_copy_page(site, policy))
            )
        return show(request, "compare", "compare", policy, make)

    @app.get("/search", include_in_schema=False)
    def search(request: Request, policy: Asked, q: str = "") -> Response:
        return show(request, "search", "search", policy, lambda: ("Search", search_page(site, q, policy)))

    @app.get("/about", include_in_schema=False)
    def about(request: Request, policy: Asked) -> Response:
        return show(request, "about", "about", policy, lambda: ("About", about_page(site)))

    @app.get("/review", include_in_schema=False)
    def review(request: Request, policy: Asked, offset: Annotated[int, Query(ge=0, le=10**9)] = 0) -> Response:
        return show(request, "review", "review", policy, lambda: ("Review", review_page(site, offset=offset)))

    @app.post("/review", include_in_schema=False)
    async def decide(request: Request) -> Response:
        token = access.may(request, "adjudicator")
        form = await _form(request)
        back = _own_path(form.pop("back", "/review"))
        form = {key: value for key, value in form.items() if value}
        await run_in_threadpool(rule, site, form, token.name)
        live.wake()
        return RedirectResponse(back, status_code=303)

    @app.get("/enter", include_in_schema=False)
    def enter(request: Request, back: str = "/") -> Response:
        return sign_in_page(request, "", _own_path(back))

    @app.post("/enter", include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        form = await _form(request)
        back = _own_path(form.get("back", "/"))
        if not same_origin(request):
            return sign_in_page(request, "The form was not sent from a page of this atlas.", back, 403)
        if access.find(form.get("token", "").strip()) is None:
            return sign_in_page(request, "This token is not known, has expired or was revoked.", back, 401)
        answer = RedirectResponse(back, status_code=303)
        answer.set_cookie(
            COOKIE, form["token"].strip(), httponly=True, samesite="strict", secure=request.url.scheme == "https"
        )
        return answer

    @app.post("/leave", include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        answer = RedirectResponse("/", status_code=303)
        if same_origin(request):
            answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    def sign_in_page(request: Request, message: str, back: str, status: int = 200) -> Response:
        page = EnterPage(message, back, access.takes_tokens)
        html = render("enter", frame(request, "", "Sign in", Policy(), None), page)
        return Response(html, status, media_type=HTML, headers={"cache-control": "no-store"})

    add_api(app, site, access, answers, live)
    _add_static(app)

    def refuse(request: Request, problem: Problem) -> Response:
        if request.url.path.startswith("/api") or request.url.path == "/events":
            return JSONResponse(
                problem.to_dict(request.url.path), problem.status, problem.headers, media_type=MEDIA_TYPE
            )
        if problem.kind == "not-signed-in" and request.method == "GET":
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/enter?back={quote(asked, safe='')}", status_code=303)
        page = ProblemPage(problem.status, KINDS[problem.kind][1], problem.message, problem.where, problem.hint)
        try:
            html = render("problem", frame(request, "", page.title, Policy(), None), page)
        except ComityError:  # the ledger itself cannot be read
            return Response(f"{page.title}: {page.detail}\n", problem.status, media_type="text/plain; charset=utf-8")
        return Response(html, problem.status, problem.headers, media_type=HTML)

    async def on_error(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status >= 500:
            _LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        return await run_in_threadpool(refuse, request, problem)

    async def on_status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        problem = problem_for_status(error.status_code, str(error.detail))
        problem.headers.update(error.headers or {})
        return await run_in_threadpool(refuse, request, problem)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("query", "path", "body"))
        problem = Problem("bad-input", f"{first['msg']}: {first.get('input')!r:.60}", where=where, hint="see /about")
        return await run_in_threadpool(refuse, request, problem)

    app.add_exception_handler(ComityError, on_error)
    app.add_exception_handler(Exception, on_error)
    app.add_exception_handler(HTTPException, on_status)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_middleware(Ready, answers=answers, settings=settings)
    app.add_middleware(Guard, settings=settings)  # the last added is the first asked
    return app


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form as a browser sends it; the body's size is limited before this."""
    text = (await request.body()).decode("utf-8", errors="replace")
    return {key: values[-1] for key, values in parse_qs(text, max_num_fields=50).items()}


def _own_path(path: str) -> str:
    """A path of this atlas to go back to; never another site's."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"


def _add_static(app: FastAPI) -> None:
    """The files of the atlas, read once; their address has a version, so that a browser may keep them."""
    folder = files("comity.atlas").joinpath("static")
    kept: dict[str, tuple[bytes, bytes, str]] = {}
    for name in asset_names():
        data = folder.joinpath(name).read_bytes()
        media = _MEDIA.get(name.rpartition(".")[2]) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        zipped = b"" if name.endswith(".woff2") else gzip.compress(data, 9)
        kept[name] = (data, zipped, media)

    @app.get("/static/{version}/{name:path}", include_in_schema=False)
    def static(request: Request, version: str, name: str) -> Response:
        if version != assets_version() or name not in kept:
            raise Problem("not-found", f"there is no file {name!r:.80}", hint="load the page again")
        data, zipped, media = kept[name]
        headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
        if zipped and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(zipped, media_type=media, headers={**headers, "content-encoding": "gzip"})
        return Response(data, media_type=media, headers=headers)


_MEDIA = {
    "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "json": "application/json",
    "woff2": "font/woff2", "txt": "text/plain; charset=utf-8", "svg": "image/svg+xml",
}  # fmt: skip
