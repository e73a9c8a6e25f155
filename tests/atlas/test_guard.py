"""The guard: headers, names, sizes and rates; and who may read where."""

import pytest
from fastapi.testclient import TestClient

import comity
from comity.atlas.app import create_app
from comity.atlas.guard import HEADERS, Rates
from comity.atlas.settings import Settings, is_loopback, settings_for
from comity.atlas.tokens import Tokens
from comity.errors import BadInput


@pytest.mark.parametrize("address", ["/", "/api", "/nowhere", "/api/cases/QQQ", "/case/QQQ"])
def test_every_answer_has_the_headers(bundled, address):
    answer = bundled.get(address)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers.get_list("x-frame-options") == ["DENY"]


def test_the_policy_of_content_allows_no_inline_script():
    policy = HEADERS["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_another_sites_name_is_not_answered(bundled):
    """A page of another site whose name was pointed at this machine must not read the atlas."""
    answer = bundled.get("/api/cases", headers={"host": "evil.example"})
    assert (answer.status_code, answer.json()["type"]) == (421, "urn:comity:problem:wrong-host")


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]:80", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(bundled, host):
    assert bundled.get("/api/head", headers={"host": host}).status_code == 200


def test_a_long_body_is_refused_whether_or_not_it_says_its_length(small):
    headers = {**small.bearer("contributor"), "content-type": "application/json"}
    data = b'{"rows": [' + b" " * 4_100_000 + b"]}"
    assert small.post("/api/claims", content=data, headers=headers).status_code == 413
    parts = iter([data[:2_100_000], data[2_100_000:]])
    assert small.post("/api/claims", content=parts, headers=headers).status_code == 413


def test_a_long_address_is_refused(bundled):
    assert bundled.get("/api/cases?on=" + "1" * 5000).status_code == 400


def test_a_client_that_asks_too_often_is_told_when_to_come_back():
    """A bucket of one a second holds two: the third at once waits, and another client does not."""
    now = [0.0]
    rates = Rates(1, clock=lambda: now[0])
    assert [rates.take("a"), rates.take("a")] == [0, 0]
    assert rates.take("a") == pytest.approx(1)
    assert rates.take("b") == 0
    now[0] = 1.0
    assert rates.take("a") == 0


def test_the_refusal_of_a_rate_says_how_long_to_wait():
    app = create_app(comity.open(), Settings(requests_per_second=0.4))
    with TestClient(app, base_url="http://localhost") as client:
        client.get("/api/head")
        answer = client.get("/api/head")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


# -- who may read ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_loopback_is_reached_from_this_machine_only(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "atlas.example", "::"])
def test_other_addresses_are_reached_from_elsewhere(host):
    assert not is_loopback(host)


def test_binding_elsewhere_needs_a_token(tmp_path):
    def asked(path):
        return settings_for("0.0.0.0", tokens=path, closed=False, allow_host=(), requests_per_second=1)

    path = tmp_path / "tokens.json"
    for tokens in (None, path):
        with pytest.raises(BadInput, match="no token is there") as told:
            asked(tokens)
        assert "comity token make" in told.value.hint
    Tokens(path).make("anna", "reader")
    assert asked(path).open_reading is False
    assert asked(path).hosts == ()
    Tokens(path).revoke("anna")
    with pytest.raises(BadInput):
        asked(path)


@pytest.fixture
def closed(tmp_path):
    tokens = Tokens(tmp_path / "tokens.json")
    secret = tokens.make("anna", "reader")
    app = create_app(comity.open(), Settings(tokens=tokens.path, open_reading=False))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        client.secret, client.store = secret, tokens
        yield client


def test_a_closed_atlas_sends_a_browser_to_sign_in_and_refuses_a_program(closed):
    answer = closed.get("/case/XKX?on=2011")
    assert (answer.status_code, answer.headers["location"]) == (303, "/enter?back=%2Fcase%2FXKX%3Fon%3D2011")
    answer = closed.get("/api/cases")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "address", ["/api/events", "/api/cases?format=csv", "/api/search?q=a", "/", "/review", "/about"]
)
def test_nothing_of_a_closed_atlas_is_told_without_a_token(closed, address):
    assert closed.get(address).status_code in (401, 303)


def test_a_kept_page_is_not_told_to_who_has_no_token(closed):
    headers = {"authorization": f"Bearer {closed.secret}"}
    first = closed.get("/api/cases", headers=headers)
    assert first.status_code == 200
    assert "private" in first.headers["cache-control"]
    assert closed.get("/api/cases", headers={"if-none-match": first.headers["etag"]}).status_code == 401


def test_a_revoked_token_counts_no_more_at_once(closed):
    headers = {"authorization": f"Bearer {closed.secret}"}
    assert closed.get("/api/cases", headers=headers).status_code == 200
    closed.store.revoke("anna")
    assert closed.get("/api/cases", headers=headers).status_code == 401


def test_signing_in_keeps_the_token_where_no_script_reads_it(closed):
    origin = {"sec-fetch-site": "same-origin"}
    answer = closed.post("/enter", data={"token": closed.secret, "back": "/cases"}, headers=origin)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert closed.get("/cases").status_code == 200
    closed.post("/leave", headers=origin)
    assert closed.get("/cases").status_code == 303


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(closed, back):
    answer = closed.post(
        "/enter", data={"token": closed.secret, "back": back}, headers={"sec-fetch-site": "same-origin"}
    )
    assert answer.headers["location"] == "/"


def test_a_wrong_token_is_said_on_the_page(closed):
    answer = closed.post("/enter", data={"token": "guess"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 401
    assert "not known" in answer.text


def test_another_sites_form_is_not_taken(small):
    small.cookies.set("comity_token", small.tokens["adjudicator"])
    form = {"verb": "reject", "claim": small.claims_[0].id}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
        assert small.post("/review", data=form, headers=headers).status_code == 403
    answer = small.post("/review", data=form, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    assert answer.status_code == 303
