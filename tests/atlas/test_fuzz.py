"""The API against whatever its own description allows, and more: no fault, and no status that is not described."""

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from tests.atlas.conftest import fill

import comity
from comity.atlas.app import create_app
from comity.atlas.settings import Settings
from comity.atlas.tokens import Tokens

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
)  # fmt: skip


class Counted:
    """An application that counts what it is asked, by status."""

    def __init__(self, app):
        self.app, self.statuses = app, {}

    async def __call__(self, scope, receive, send):
        async def counted(message):
            if message["type"] == "http.response.start":
                self.statuses[message["status"]] = self.statuses.get(message["status"], 0) + 1
            await send(message)

        await self.app(scope, receive, counted)


@pytest.mark.slow
def test_nothing_that_is_sent_makes_it_fail(tmp_path):
    """Over 10,000 requests within the process, writes included; the stream of events has no end and is left out."""
    path, _, _ = fill(tmp_path / "acts.db")
    tokens = Tokens(tmp_path / "tokens.json")
    secret = tokens.make("fuzz", "adjudicator")
    app = Counted(create_app(comity.open(path), Settings(tokens=tokens.path, requests_per_second=0, hosts=())))
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1, "headers": {"Authorization": f"Bearer {secret}"}, "continue-on-failure": True,
            "generation": {"max-examples": 450}, "suppress-health-check": ["all"],
            "phases": {"stateful": {"enabled": False}},
            "checks": {"enabled": False, **{name: {"enabled": True} for name in CHECKS}},
        }
    )  # fmt: skip
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, config=config).exclude(path="/api/events")
    faults = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            for id_, checks in event.recorder.checks.items():
                case = event.recorder.cases[id_].value
                faults += [
                    f"{case.method} {case.formatted_path} {check.name}: {check.failure_info.failure}"
                    for check in checks
                    if check.failure_info
                ]
        if isinstance(event, events.NonFatalError):
            faults.append(f"{event.label}: {event.info.format()}")
        if isinstance(event, events.FatalError):
            raise event.exception
    assert faults[:10] == []
    assert sum(app.statuses.values()) >= 10_000, app.statuses
    assert set(app.statuses) >= {200, 201, 404, 422}, app.statuses
