"""Tokens: who may read, append and rule. Only their hashes are kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from comity.errors import BadInput

__all__ = ["DEFAULT_FILE", "ROLES", "Token", "Tokens"]

ROLES = ("reader", "contributor", "adjudicator")
"""What a token may do, each what the one before may and more: read; append claims and documents; rule on claims."""

DEFAULT_FILE = Path("comity-tokens.json")

_PREFIX = "comity_"


@dataclass(frozen=True, slots=True)
class Token:
    """One token as it is kept: never the token itself."""

    name: str
    """Whose it is; every write carries this name."""
    role: str
    hash: str
    """SHA-256 of the token. It is 256 random bits, so nothing slower is needed against guessing."""
    made: str
    """UTC, ISO 8601."""
    expires: str = ""
    """The first instant at which it no longer counts; empty: it does not expire."""
    revoked: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether it counts now."""
        return not self.revoked and (not self.expires or _now() < self.expires)

    def may(self, role: str) -> bool:
        """Whether it may do what the role may."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def to_dict(self) -> dict[str, Any]:
        """As one JSON object, without the hash."""
        row = asdict(self)
        del row["hash"]
        return {**row, "valid": self.is_valid}


class Tokens:
    """The tokens in a file, read again when the file changes; the file may not be read by others."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._rows: tuple[Token, ...] = ()

    def all(self) -> tuple[Token, ...]:
        """Every token, in the order they were made; none where there is no file.

        Raises
        ------
        BadInput : the file is not one of tokens.
        """
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise BadInput(f"the tokens cannot be read: {error.strerror}", where=str(self.path)) from None
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            try:
                rows = json.loads(self.path.read_text(encoding="utf-8"))["tokens"]
                self._rows = tuple(Token(**row) for row in rows)
            except (OSError, ValueError, TypeError, KeyError) as error:
                raise BadInput(
                    f"this is no file of tokens ({error})", where=str(self.path), hint="`comity token make` writes one"
                ) from None
            self._stamp = stamp
        return self._rows

    def find(self, secret: str) -> Token | None:
        """The valid token that somebody holds, or None."""
        wanted = _hash(secret)
        found = None
        for token in self.all():  # every one is compared, so that the time says nothing
            if hmac.compare_digest(token.hash, wanted) and token.is_valid:
                found = token
        return found

    def make(self, name: str, role: str, *, days: int = 0) -> str:
        """A new token, which is told this once and cannot be told again.

        Raises
        ------
        BadInput : no such role, no name, or the name has a valid token.
        """
        if role not in ROLES:
            raise BadInput(f"a token cannot have the role {role!r}", hint=f"one of: {', '.join(ROLES)}")
        if not name.strip() or len(name) > 200 or not name.isprintable():
            raise BadInput("a token needs a name of up to 200 printable characters", hint="whose it is: 'anna'")
        if days < 0:
            raise BadInput(f"a token cannot expire after {days} days", hint="0: it does not expire")
        secret = _PREFIX + secrets.token_urlsafe(32)
        expires = ""
        if days:
            expires = (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._locked():
            rows = self.all()
            if any(token.name == name and token.is_valid for token in rows):
                raise BadInput(
                    f"{name!r} has a token", where=str(self.path), hint=f"`comity token revoke {name}` first"
                )
            self._write((*rows, Token(name, role, _hash(secret), _now(), expires)))
        return secret

    def revoke(self, name: str) -> Token:
        """The token of that name counts no more; it stays listed.

        Raises
        ------
        BadInput : nobody of that name has a valid token.
        """
        with self._locked():
            rows = list(self.all())
            for index, token in enumerate(rows):
                if token.name == name and token.is_valid:
                    rows[index] = replace(token, revoked=_now())
                    self._write(tuple(rows))
                    return rows[index]
        raise BadInput(f"{name!r} has no valid token", where=str(self.path), hint="see `comity token list`")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time: two `comity token make` at once would lose one of the two."""
        import fcntl

        try:
            handle = os.open(self.path.with_name(self.path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise BadInput(f"the tokens cannot be written: {error.strerror}", where=str(self.path)) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _write(self, rows: tuple[Token, ...]) -> None:
        """The whole file beside the old one, then in its place."""
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".tokens-")  # mkstemp makes it 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"tokens": [asdict(row) for row in rows]}, file, indent=1, ensure_ascii=False)
                file.write("\n")
            os.replace(name, self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise BadInput(f"the tokens cannot be written: {error.strerror}", where=str(self.path)) from None
        self._stamp = None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
