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

from comity.atlas.asked import Part
from comity.atlas.problems import Problem
from comity.atlas.site import Kept, Site

__all__ = ["FORMS", "Answers", "Body", "as_json", "table_body"]

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

    def answer(self, request: Request, make: Callable[[], Body], *, reader: str = "") -> Response:
        """The body for a request, or 304 where the client has it already.

        The tag is of the ledger's head, the day, the version and the address, so that it is known before the body is.
        """
        tag = self.site.etag(request.url.path, request.url.query, reader)
        headers = {"etag": tag, "cache-control": "private, no-cache" if reader else "no-cache", "vary": "cookie"}
        known = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
        body = self._kept.get(tag)
        if tag in known and body is not None:
            return Response(status_code=304, headers=headers)
        if body is None:
            body = make()
            if body.media_type.startswith(("text/", "application/json", "image/svg")) and len(body.data) > 500:
                body = Body(body.data, body.media_type, body.headers, gzip.compress(body.data, 6))
            if len(body.data) <= LARGEST:
                self._kept.put(tag, body)
            if tag in known:
                return Response(status_code=304, headers=headers)
        headers.update(body.headers)
        data = body.data
        if body.zipped and "gzip" in request.headers.get("accept-encoding", ""):
            data = body.zipped
            headers["content-encoding"] = "gzip"
        headers["vary"] = "accept-encoding, cookie"
        headers["content-type"] = body.media_type
        return Response(data, headers=headers)


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
