"""Access: who asks, and what they may do."""

from __future__ import annotations

from fastapi import Request

from comity.atlas.problems import Problem
from comity.atlas.settings import Settings
from comity.atlas.tokens import Token, Tokens

__all__ = ["COOKIE", "Access", "same_origin"]

COOKIE = "comity_token"
"""Where a browser keeps its token: HttpOnly and SameSite=Strict, so that no script and no other site can use it."""


class Access:
    """The tokens of an atlas, and the rule of who may do what."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._tokens = Tokens(settings.tokens) if settings.tokens else None

    @property
    def takes_tokens(self) -> bool:
        """Whether there is a file of tokens."""
        return self._tokens is not None

    def find(self, secret: str) -> Token | None:
        """The valid token that a secret is, or None."""
        return self._tokens.find(secret) if self._tokens and secret else None

    def reader(self, request: Request) -> Token | None:
        """Who asks, where a token is sent.

        Raises
        ------
        Problem : not-signed-in, where the token sent in the Authorization header is not valid.
        """
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            found = self.find(secret.strip())
            if found is None:
                raise _unauthorised("the token is not known, has expired or was revoked")
            return found
        return self.find(request.cookies.get(COOKIE, ""))

    def may_read(self, request: Request) -> Token | None:
        """Who reads; anybody, where reading is open.

        Raises
        ------
        Problem : not-signed-in.
        """
        found = self.reader(request)
        if found is None and not self.settings.open_reading:
            raise _unauthorised("this atlas is read with a token")
        return found

    def may(self, request: Request, role: str) -> Token:
        """Who writes.

        Raises
        ------
        Problem : not-signed-in, or not-allowed to that role, or sent by another site's page.
        """
        found = self.reader(request)
        if found is None:
            raise _unauthorised("writing needs a token, so that every row says who wrote it")
        if not found.may(role):
            raise Problem(
                "not-allowed", f"{found.name} is a {found.role}; this needs the role {role}",
                hint=f"`comity token make NAME --role {role}`",
            )  # fmt: skip
        if "authorization" not in request.headers and not same_origin(request):
            raise Problem("not-allowed", "the form was not sent from a page of this atlas", hint="open the page again")
        return found


def same_origin(request: Request) -> bool:
    """Whether a browser says that one of our own pages sends the request."""
    site = request.headers.get("sec-fetch-site", "")
    if site:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return origin.partition("://")[2] == request.headers.get("host", "")


def _unauthorised(message: str) -> Problem:
    problem = Problem("not-signed-in", message, hint="`comity token make NAME` makes one; send it as a bearer token")
    problem.headers["WWW-Authenticate"] = 'Bearer realm="comity"'
    return problem
