"""The API against whatever its own description allows, and more: no fault, and no status that is not described."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.atlas.conftest import fill
from tests.atlas.serving import serving

import comity
from comity.atlas.app import create_app
from comity.atlas.settings import Settings
from comity.atlas.tokens import Tokens

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.slow
def test_nothing_that_is_sent_makes_it_fail(tmp_path):
    """Over 10,000 requests, writes included; the stream of events has no end and is left out."""
    path, _, _ = fill(tmp_path / "acts.db")
    tokens = Tokens(tmp_path / "tokens.json")
    secret = tokens.make("fuzz", "adjudicator")
    settings = Settings(tokens=tokens.path, requests_per_second=0)
    with serving(create_app(comity.open(path), settings)) as address:
        command = [
            str(Path(sys.executable).parent / "schemathesis"), "run", f"{address}/api/openapi.json",
            "--exclude-path", "/api/events", "--phases", "examples,coverage,fuzzing", "--max-examples", "400",
            "--checks", CHECKS, "--header", f"Authorization: Bearer {secret}", "--seed", "1", "--no-color",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=1500, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-6000:]
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated
    assert int(generated[1]) >= 10_000
