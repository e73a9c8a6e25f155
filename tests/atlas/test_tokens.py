"""Tokens: made once, kept hashed, revoked at once."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from comity.atlas.tokens import Tokens
from comity.errors import BadInput


@pytest.fixture
def tokens(tmp_path):
    return Tokens(tmp_path / "tokens.json")


def test_a_token_is_found_by_what_it_is_and_kept_by_its_hash(tokens):
    secret = tokens.make("anna", "adjudicator")
    assert secret not in tokens.path.read_text()
    assert tokens.find(secret).name == "anna"
    assert tokens.find(secret + "x") is None


def test_the_file_is_read_by_its_owner_only(tokens):
    tokens.make("anna", "reader")
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600


def test_a_role_may_what_those_before_it_may(tokens):
    token = tokens.find(tokens.make("ben", "contributor"))
    assert [token.may(role) for role in ("reader", "contributor", "adjudicator")] == [True, True, False]


def test_a_revoked_or_expired_token_is_found_no_more(tokens):
    first, second = tokens.make("anna", "reader"), tokens.make("ben", "reader", days=1)
    tokens.revoke("anna")
    rows = json.loads(tokens.path.read_text())
    rows["tokens"][1]["expires"] = "2020-01-01T00:00:00Z"
    tokens.path.write_text(json.dumps(rows))
    assert (tokens.find(first), tokens.find(second)) == (None, None)
    assert tokens.make("anna", "reader") != first


@pytest.mark.parametrize(
    ("name", "role", "says"),
    [("", "reader", "needs a name"), ("anna", "king", "one of: reader"), ("a\nb", "reader", "name")],
)  # fmt: skip
def test_a_bad_token_is_not_made(tokens, name, role, says):
    with pytest.raises(BadInput) as told:
        tokens.make(name, role)
    assert says in str(told.value)
    assert tokens.all() == ()


def test_a_name_has_one_token(tokens):
    tokens.make("anna", "reader")
    with pytest.raises(BadInput, match="has a token"):
        tokens.make("anna", "adjudicator")


def test_tokens_made_at_once_are_all_kept(tokens):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: Tokens(tokens.path).make(f"n{n}", "reader"), range(24)))
    assert len(tokens.all()) == 24


def test_a_file_that_is_none_of_tokens_is_said(tokens):
    tokens.path.write_text("[]")
    with pytest.raises(BadInput, match="no file of tokens"):
        tokens.all()
