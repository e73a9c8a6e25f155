"""Answers: a body that is made once for each state of the ledger, with its tag, compressed where the client can."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from comity.atlas.asgi import App, Receive, Scope, Send
from comity.atlas.asked import Part
from comity.atlas.problems import Problem
from comity.atlas.settings import Settings
from comity.atlas.site import Kept, Site

__all__ = ["FORMS", "Answers", "Body", "Ready", "as_json", "reply", "table_body"]

FORMS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "arrow": "application/vnd.apache.arrow.stream",
}
"""Forms in which a table may be had, and their media types."""

LARGEST = 3_000_000
"""Bytes of the largest body that is kept."""


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of an answer."""

    data: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()
    zipped: bytes = b""


class Answers:
    """Bodies, kept by their tag."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._kept = Kept(400)

    def tag(self, scope: Mapping[str, Any], reader: str) -> str:
        """Of the ledger's head, the day, the version and the address, so that it is known before the body is."""
        return self.site.etag(scope["path"], scope["query_string"].decode("latin-1"), reader)

    def kept(self, tag: str) -> Body | None:
        """The body of that tag, where it was made before."""
        found: Body | None = self._kept.get(tag)
        return found

    def answer(self, request: Request, make: Callable[[], Body], *, reader: str = "") -> Response:
        """The body for a request, or 304 where the client has it already."""
        tag = self.tag(request.scope, reader)
        body = self.kept(tag)
        if body is None:
            body = make()
            if body.media_type.startswith(("text/", "application/json", "image/svg")) and len(body.data) > 500:
                body = Body(body.data, body.media_type, body.headers, gzip.compress(body.data, 6))
            if len(body.data) <= LARGEST:
                self._kept.put(tag, body)
        status, headers, data = reply(body, tag, request.headers, private=bool(reader))
        return Response(data, status, headers)


def reply(body: Body, tag: str, asked: Mapping[str, str], *, private: bool) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and bytes for a client that sends the headers ``asked``."""
    headers = {
        "etag": tag,
        "cache-control": "private, no-cache" if private else "no-cache",
        "vary": "accept-encoding, cookie",
    }
    known = [part.strip().removeprefix("W/") for part in asked.get("if-none-match", "").split(",")]
    if tag in known:
        return 304, headers, b""
    headers |= {**dict(body.headers), "content-type": body.media_type}
    if body.zipped and "gzip" in asked.get("accept-encoding", ""):
        return 200, {**headers, "content-encoding": "gzip"}, body.zipped
    return 200, headers, body.data


class Ready:
    """ASGI middleware that gives what is kept at once, on the loop, before the framework looks at the request.

    Only to readers who send no token, where reading is open, and only for a record whose head is known without asking
    a database: all else takes the usual way.
    """

    def __init__(self, app: App, answers: Answers, settings: Settings) -> None:
        self.app = app
        self.answers = answers
        self.serves = settings.open_reading and not answers.site.is_open_to_writing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self.serves and scope["type"] == "http" and scope["method"] == "GET":
            asked = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            if "cookie" not in asked and "authorization" not in asked:
                tag = self.answers.tag(scope, "")
                body = self.answers.kept(tag)
                if body is not None:
                    status, headers, data = reply(body, tag, asked, private=False)
                    if status != 304:
                        headers["content-length"] = str(len(data))
                    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
                    await send({"type": "http.response.start", "status": status, "headers": encoded})
                    await send({"type": "http.response.body", "body": data})
                    return
        await self.app(scope, receive, send)


def as_json(value: Any) -> Body:
    """A value as JSON; days as their text."""
    return Body(json.dumps(value, ensure_ascii=False, default=_text).encode(), FORMS["json"])


def _text(value: Any) -> Any:
    if isinstance(value, (tuple, frozenset, set)):
        return sorted(value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return str(value)


def table_body(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    part: Part,
    name: str,
    path: str,
    query: Mapping[str, str],
) -> Body:
    """A part of a table as JSON with the address of the next part, or as CSV or Arrow.

    Parameters
    ----------
    rows, columns : the whole table.
    name   : of a file, without its ending.
    path, query : of the request, for the address of the next part.
    """
    form, offset = part.form, part.offset
    if form not in FORMS:
        raise Problem("bad-input", f"there is no form {form!r:.40}", where="format", hint=f"one of: {', '.join(FORMS)}")
    most = part.limit if part.limit is not None else (100 if form == "json" else len(rows))
    shown = rows[offset : offset + most]
    if form == "json":
        after = offset + most
        following = None
        if after < len(rows):
            following = f"{path}?{urlencode({**query, 'offset': str(after), 'limit': str(most)})}"
        body = as_json({"rows": shown, "total": len(rows), "offset": offset, "limit": most, "next": following})
        links = (("link", f'<{following}>; rel="next"'),) if following else ()
        return Body(body.data, body.media_type, links)
    import polars as pl

    flat = [{column: _flat(row[column]) for column in columns} for row in shown]
    frame = (
        pl.DataFrame(flat, infer_schema_length=None) if flat else pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    )
    disposition = (("content-disposition", f'attachment; filename="{name}.{form}"'),)
    if form == "csv":
        return Body(_guarded(frame).write_csv().encode(), FORMS["csv"], disposition)
    out = io.BytesIO()
    frame.write_ipc_stream(out)
    return Body(out.getvalue(), FORMS["arrow"], disposition)


def _flat(value: Any) -> Any:
    """A cell of a flat table: lists as text, records as JSON."""
    if isinstance(value, (list, tuple)):
        if all(isinstance(one, str) for one in value):
            return "; ".join(value)
        return json.dumps(value, ensure_ascii=False, default=_text)
    return json.dumps(value, ensure_ascii=False, default=_text) if isinstance(value, dict) else value


def _guarded(frame: Any) -> Any:
    """Cells that a spreadsheet would run as a formula begin with an apostrophe instead."""
    import polars as pl

    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text.str.contains(r"^[=+\-@\t\r]")).then("'" + text).otherwise(text).name.keep())
