"""``comity serve``: the record in a browser, and over HTTP."""

from __future__ import annotations

import sys
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

import comity
from comity.cli.options import LedgerOption
from comity.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("serve")(serve)


def serve(
    ledger: LedgerOption = "",
    host: Annotated[str, typer.Option(help="Address to bind. Anything but loopback needs tokens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8765,
    tokens: Annotated[
        Path | None, typer.Option(help="File of tokens that `comity token` makes; without it nobody can write.")
    ] = None,
    closed: Annotated[
        bool, typer.Option(help="Reading needs a token on loopback too: for use behind a proxy.")
    ] = False,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name by which the atlas may be called; can be given several times.")
    ] = None,
    rate: Annotated[float, typer.Option(help="Requests a second that one client may make; 0 sets no limit.")] = 400,
    title: Annotated[str, typer.Option(help="What the atlas is called.")] = "comity",
    open_: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
) -> None:
    """Serve the atlas: the record as pages with a map, and as an API.

    Reading is open on this machine; to bind another address, make a token first.

    \b
    Example:
      $ comity serve --ledger acts.db --tokens comity-tokens.json
    """
    try:
        import uvicorn

        from comity.atlas.app import create_app
        from comity.atlas.settings import settings_for
    except ModuleNotFoundError as error:
        raise BadInput(f"the atlas needs {error.name}", hint="pip install 'comity[atlas]'") from None
    settings = settings_for(
        host, tokens=tokens, closed=closed, allow_host=tuple(allow_host or ()), requests_per_second=rate
    )
    app = create_app(comity.open(ledger or None), settings, title=title)
    sock = _bind(host, port)
    where = sock.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    print(f"serving on http://{shown}:{where}/ (Ctrl-C ends it)", file=sys.stderr, flush=True)
    threading.Thread(target=app.state.site.warm, daemon=True).start()
    if open_:
        webbrowser.open(f"http://{shown}:{where}/")
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, timeout_graceful_shutdown=2, access_log=False
    )
    uvicorn.Server(config).run(sockets=[sock])


def _bind(host: str, port: int):  # type: ignore[no-untyped-def]
    import socket

    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, proto)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
    except OSError as error:
        raise BadInput(
            f"{host}:{port} cannot be bound: {error.strerror}", hint="choose another with --host or --port"
        ) from None
    return sock
