"""Settings: where the atlas may be reached, by whom, and how much of it at once."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from comity.errors import BadInput

__all__ = ["LOOPBACK_NAMES", "Settings", "is_loopback", "settings_for"]

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""Host names by which a browser on the same machine may ask."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How an atlas is served. The defaults are those of a reader on the machine itself."""

    tokens: Path | None = None
    """File of tokens; None: nobody can write, and nobody needs a token to read."""
    open_reading: bool = True
    """Whether reading needs no token."""
    hosts: tuple[str, ...] = LOOPBACK_NAMES
    """Values of the Host header that are answered; empty: any. Keeps another site's name from being pointed here."""
    requests_per_second: float = 400
    """Of one client, in the long run; it may save up two seconds of them. 0 sets no limit."""
    body_bytes: int = 4_000_000
    """The longest request body that is read."""
    static: bool = False
    """Whether the pages are written for a copy without a server: relative links, and no forms that need one."""
    poll_seconds: float = 0.5
    """How often the head of the ledger is looked at for open pages."""


def is_loopback(host: str) -> bool:
    """Whether an address to bind is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def settings_for(
    host: str, *, tokens: Path | None, closed: bool, allow_host: tuple[str, ...], requests_per_second: float
) -> Settings:
    """The settings for an address to bind.

    Raises
    ------
    BadInput : the address is reached from elsewhere, or reading is closed, and there is no token that may read.
    """
    from comity.atlas.tokens import Tokens

    loopback = is_loopback(host)
    needed = closed or not loopback
    if needed and (tokens is None or not any(token.is_valid for token in Tokens(tokens).all())):
        raise BadInput(
            f"{host} is reached from other machines, and no token is there to read with"
            if not loopback
            else "reading is closed, and no token is there to read with",
            where=str(tokens) if tokens else "",
            hint="make one: `comity token make NAME --role reader`; or bind 127.0.0.1",
        )
    if requests_per_second < 0:
        raise BadInput(f"a rate cannot be {requests_per_second:g} a second", hint="0 sets no limit")
    hosts: tuple[str, ...] = (*LOOPBACK_NAMES, *allow_host) if loopback or allow_host else ()
    return Settings(tokens=tokens, open_reading=not needed, hosts=hosts, requests_per_second=requests_per_second)
