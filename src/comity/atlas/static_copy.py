"""Static copy: the pages of a record as files, which any web host can serve and a disk can hold."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import comity
from comity.atlas.app import create_app
from comity.atlas.links import act_segment, slug
from comity.atlas.pages.search import search_index
from comity.atlas.pages.world import world_data
from comity.atlas.render import asset_names
from comity.atlas.settings import Settings
from comity.atlas.site import Policy, Site
from comity.errors import BadInput, ComityError
from comity.polities import registry
from comity.record import Record

__all__ = ["MARKER", "Copied", "build"]

MARKER = "comity-atlas.json"
"""File that marks a folder as a copy, and says of what; only such a folder is written over."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was written."""

    pages: int
    files: int
    bytes: int


def build(
    record: Record, folder: Path, *, title: str = "comity", progress: Callable[[int, int], None] | None = None
) -> Copied:
    """Write a record's pages, map and data as files; the folder is whole or as it was.

    Parameters
    ----------
    folder   : new, empty, or an earlier copy, which is replaced.
    progress : called with pages done and pages in all, now and then.

    Raises
    ------
    BadInput : the folder holds something else, or cannot be written.
    """
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / MARKER).is_file())):
        raise BadInput("there is something else there", where=str(folder), hint="choose a new or empty folder")
    if not folder.absolute().parent.is_dir():
        raise BadInput(f"there is no folder {folder.absolute().parent}", where=str(folder), hint="make it first")
    app = create_app(record, Settings(requests_per_second=0, static=True), title=title)
    site: Site = app.state.site
    try:
        with tempfile.TemporaryDirectory(prefix=".atlas-", dir=folder.absolute().parent) as name:
            work = Path(name) / "copy"
            work.mkdir()
            work.chmod(0o755)
            # In a thread of its own: a notebook has a loop running in this one.
            with ThreadPoolExecutor(1) as pool:
                pages = pool.submit(lambda: asyncio.run(_write_all(app, site, work, progress))).result()
            for asset in asset_names():
                _write(work / "static" / asset, files("comity.atlas").joinpath("static", asset).read_bytes())
            about = {"comity": comity.__version__, "title": title, **site.head().to_dict()}
            _write(work / MARKER, json.dumps(about, indent=1).encode())
            written = [path for path in work.rglob("*") if path.is_file()]
            total = sum(path.stat().st_size for path in written)
            if folder.exists():
                shutil.rmtree(folder)
            work.rename(folder)
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", where=str(folder), hint="check the disk") from None
    return Copied(pages, len(written), total)


async def _write_all(app: Any, site: Site, work: Path, progress: Callable[[int, int], None] | None) -> int:
    addresses = list(_addresses(site))
    for done, (path, file) in enumerate(addresses, start=1):
        _write(work / file, await _get(app, path))
        if progress and (done % 100 == 0 or done == len(addresses)):
            progress(done, len(addresses))
    _write(work / "api/search.json", json.dumps(search_index(site), ensure_ascii=False).encode())
    return sum(file.endswith(".html") for _, file in addresses)


def _addresses(site: Site) -> Iterator[tuple[str, str]]:
    """Every address that is asked for, and the file it becomes: what ``Links`` writes on a page of the copy."""
    policy = Policy()
    yield "/", "index.html"
    for name in ("cases", "parties", "compare", "documents", "search", "about"):
        yield f"/{name}", f"{name}.html"
    ledger = site.record.ledger
    parties = set(ledger.parties()) & {*registry().polities, *registry().governments}
    for row in site.cases(policy):
        case = row["case"]
        yield f"/world/{case}", f"world/{case}.html"
        yield f"/case/{case}", f"case/{case}.html"
        yield f"/api/cases/{case}", f"api/cases/{case}.json"
        yield f"/api/cases/{case}/world", f"api/cases/{case}/world.json"
        for name in ("measures", "bands"):
            yield f"/api/cases/{case}/{name}?limit=200", f"api/cases/{case}/{name}.json"
        yield f"/api/cases/{case}/recognisers?format=csv", f"api/cases/{case}/recognisers.csv"
        parties |= {case, registry().polity_of(case), *world_data(site, case, policy)["parties"]}
        parties |= {one.party for one in site.standing(case, policy).recognisers}
        parties |= {one.case for one in site.brief(case, policy).rivals}
    for code in sorted(parties):
        yield f"/party/{code}", f"party/{code}.html"
    for act in sorted({act.id for act in site.every_act()}):
        yield f"/act/{slug(act)}", f"act/{act_segment(act)}.html"
    for one in ledger.claims():
        yield f"/claim/{one.row.id}", f"claim/{one.row.id}.html"
    for one in ledger.documents():
        yield f"/document/{one.row.id}", f"document/{one.row.id}.html"


async def _get(app: Any, address: str) -> bytes:
    """The body that the app answers with, asked for within the process."""
    path, _, query = address.partition("?")
    status, parts = 0, []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 0), "server": ("localhost", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    if status != 200:
        raise ComityError(f"the page {address!r:.200} answered {status}", hint="this is a fault of comity; tell us")
    return b"".join(parts)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
