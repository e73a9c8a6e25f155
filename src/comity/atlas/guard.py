"""Guard: what every request passes: the name it calls us by, its size, its rate; and the headers of every answer."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable

from comity.atlas.asgi import App, Message, Receive, Scope, Send
from comity.atlas.problems import MEDIA_TYPE, Problem
from comity.atlas.settings import Settings

__all__ = ["HEADERS", "Guard", "Rates"]

HEADERS: dict[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Sent with every answer: no script or style but our own files, no framing, no guessing of types, no referrer out."""

_ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

LONGEST_ADDRESS = 4096
"""Bytes of path and query together."""


class Rates:
    """How often each client may ask: a bucket that fills at ``rate`` a second and holds two seconds of it."""

    CLIENTS = 10_000
    """Clients remembered; the one longest silent is forgotten first."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Take one; 0 where there was one, otherwise the seconds until there is."""
        if not self.rate:
            return 0.0
        now = self._clock()
        most = max(1.0, 2 * self.rate)
        left, then = self._buckets.pop(client, (most, now))
        left = min(most, left + (now - then) * self.rate)
        wait = 0.0 if left >= 1 else (1 - left) / self.rate
        self._buckets[client] = (left - 1 if not wait else left, now)
        if len(self._buckets) > self.CLIENTS:
            self._buckets.popitem(last=False)
        return wait


class Guard:
    """ASGI middleware around the whole atlas."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.rates = Rates(settings.requests_per_second)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_ENCODED]}
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            await _answer(refusal, scope, guarded)
            return
        if scope["method"] == "HEAD":  # what GET would say, without the body
            await self.app({**scope, "method": "GET"}, receive, _bodiless(guarded))
            return
        if scope["method"] in ("GET", "OPTIONS"):
            await self.app(scope, receive, guarded)
            return
        body = await _read(receive, self.settings.body_bytes)
        if body is None:
            await _answer(_too_large(self.settings.body_bytes), scope, guarded)
            return
        await self.app(scope, _again(body, receive), guarded)

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").lower()
        name = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
        if self.settings.hosts and name not in self.settings.hosts:
            return Problem("wrong-host", f"this atlas is not called {name!r:.100}", hint="`comity serve --allow-host`")
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return Problem("bad-request", f"the address is longer than {LONGEST_ADDRESS} bytes", hint="ask for less")
        length = headers.get(b"content-length", b"0")
        if not length.isdigit():
            return Problem("bad-request", "the Content-Length is no number")
        if int(length) > self.settings.body_bytes:
            return _too_large(self.settings.body_bytes)
        client = scope.get("client")
        wait = self.rates.take(client[0] if client else "")
        if wait:
            problem = Problem("too-many-requests", "you ask too often", hint=f"wait {max(1, round(wait))} s")
            problem.headers["Retry-After"] = str(max(1, round(wait)))
            return problem
        return None


def _bodiless(send: Send) -> Send:
    async def sent(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sent


def _too_large(most: int) -> Problem:
    return Problem("too-large", f"at most {most:,} bytes are read", hint="send the rows in several requests")


async def _read(receive: Receive, most: int) -> bytes | None:
    """The whole body; None where it is longer than allowed, whatever Content-Length says."""
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > most:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read, and then whatever else the server has to tell."""
    told = False

    async def receive_again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


async def _answer(problem: Problem, scope: Scope, send: Send) -> None:
    body = json.dumps(problem.to_dict(scope["path"]), ensure_ascii=False).encode()
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        *((key.lower().encode(), value.encode()) for key, value in problem.headers.items()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
