"""What the hand-written pages show was printed by the commands above it, and what they point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts.make_docs import DOCS, TRANSCRIPTS
from scripts.transcripts import commands, renewed, run

import comity
from comity.cli import COMMANDS
from comity.record.gaps import gaps_by_case, incomplete

PAGES = [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_every_transcript_is_what_the_commands_print(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    assert "```console" in text
    assert renewed(text) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS.parent)))
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_index_leads_to_every_page():
    found = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in DOCS.rglob("*.md"):
        if page.name != "index.md":
            assert f"({page.relative_to(DOCS)})" in found


def test_the_python_of_the_readme_gives_what_it_says():
    block = re.search(r"```python\n(.*?)```", (DOCS.parent / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    names: dict[str, object] = {}
    exec(block, names)
    for line, value in re.findall(r"^(record\..*?)  # (\d+)$", block, re.MULTILINE):
        assert str(eval(line, names)) == value


def test_the_reference_has_every_command():
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## comity (\w+)$", text, re.MULTILINE) == list(COMMANDS)


def test_a_transcript_with_a_command_that_fails_is_refused():
    with pytest.raises(ValueError, match="left with 2"):
        run("comity brief FRA")
    assert "does not follow" in run("comity brief FRA # fails")
    with pytest.raises(ValueError, match="plain comity commands"):
        run("rm -r .")


def test_a_transcript_can_show_some_lines(tmp_path):
    page = "<!-- lines: 2-3 -->\n```console\n$ comity cases\nold\n```\n"
    shown = renewed(page).splitlines()
    assert commands("\n".join(shown)) == ["comity cases"]
    assert shown[3] == shown[-2] == "..."
    assert len(shown) == 8
    assert not list(Path(tmp_path).iterdir())


def test_gaps_are_those_of_cases_of_the_record():
    cases = {row.case for row in comity.open().cases()} | {"SYR/transitional-2024"}
    assert set(gaps_by_case()) - {"all"} <= cases
    assert incomplete() <= cases
