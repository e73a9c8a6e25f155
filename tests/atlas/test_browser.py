"""The atlas in a real browser: its pages, its map, one whole story, and what an accessibility checker says."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from scripts import chromium
from scripts.packages import can_install
from tests.atlas.conftest import fill
from tests.atlas.serving import serving

import comity
from comity.atlas.app import create_app
from comity.atlas.settings import Settings
from comity.atlas.static_copy import build
from comity.atlas.tokens import Tokens
from comity.claims import Claim
from comity.ledger import Ledger

AXE = Path(__file__).parent / "vendor/axe.min.js"

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; ``make test`` puts it on the machine."""
    path = chromium.program()
    if path is None:
        if can_install():
            pytest.fail("no Chromium; python -m scripts.chromium --install")
        pytest.skip("no Chromium, and none can be installed by this user: install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.OPTIONS))
        yield running
        running.close()


@pytest.fixture
def page(browser, request):
    """A page in which an error of a script, or of the policy of content, fails the test."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})})
    page = context.new_page()
    page.set_default_timeout(20_000)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def site():
    with serving(create_app(comity.open())) as address:
        yield address


@pytest.fixture
def own(tmp_path):
    """The address of an atlas of a small ledger, the ledger's path, and an adjudicator's token."""
    path, _, claims = fill(tmp_path / "acts.db")
    tokens = Tokens(tmp_path / "tokens.json")
    secret = tokens.make("anna", "adjudicator")
    with serving(create_app(comity.open(path), Settings(tokens=tokens.path))) as address:
        yield address, path, claims, secret


PAGES = [
    "/world/XKX?on=2019-01-01", "/cases", "/case/XKX", "/party/FRA", "/act/recognise_FRA_XKX_2008-02-18",
    "/compare?case=XKX&with_case=PSE", "/search?q=Zaire", "/documents", "/review", "/about", "/enter", "/case/QQQ",
]  # fmt: skip


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
def test_a_checker_of_accessibility_finds_no_serious_fault(site, page, request):
    dark = "dark" in request.node.name
    found = []
    for address in PAGES[:5] if dark else PAGES[:-1]:
        page.goto(site + address)
        if "/world" in address:
            page.wait_for_selector("#map[data-ready]")
        if address == "/case/XKX":
            page.wait_for_selector("#measures svg.plot")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            (address, one["id"], one["nodes"][0]["html"][:160])
            for one in told["violations"]
            if one["impact"] in ("serious", "critical")
        ]
    assert found == []


@pytest.mark.parametrize("on", ["1949-10-02", "1991-12-27", "2008-02-18", "2019-06-28", "2026-01-01"])
def test_the_map_counts_as_the_server_does(site, page, on):
    """The rule that moves the map is written twice; both give the same numbers."""
    for case in ("XKX", "SUN", "CHN/prc", "ESH"):
        answer = page.request.get(f"{site}/api/cases/{case}?on={on}")
        told = answer.json()
        page.goto(f"{site}/world/{case}?on={on}")
        page.wait_for_selector("#map[data-drawn]")
        shown = page.locator("#count [data-count='on']").inner_text()
        assert page.locator("[data-count='un']").inner_text() == str(told["shares"]["un_members"]["recognisers"]), (
            case,
            shown,
        )
        if told["on"] == on:
            assert page.locator("[data-count='recognisers']").inner_text() == str(told["counts"]["recognisers"]), case
            assert page.locator("[data-count='members']").inner_text() == str(told["shares"]["un_members"]["members"])


def test_the_map_is_moved_by_the_keyboard_and_says_so_in_the_address(site, page):
    page.goto(f"{site}/world/XKX?on=2008-02-17")
    page.wait_for_selector("#map[data-drawn='2008-02-17']")
    expect(page.locator("[data-count='recognisers']")).to_have_text("1")
    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_selector("#map[data-drawn='2008-02-18']")
    expect(page).to_have_url(f"{site}/world/XKX?on=2008-02-18")
    expect(page.locator("#ties tbody tr[data-party='FRA'] td").first).to_have_text("recognises it")
    assert slider.get_attribute("aria-valuetext") == "18 February 2008"


def test_a_state_on_the_map_says_what_it_is_and_leads_to_its_act(site, page):
    page.goto(f"{site}/world/XKX?on=2019-01-01")
    page.wait_for_selector("#map[data-ready]")
    france = page.locator("#map path[data-party='FRA']")
    france.focus()
    expect(page.locator("#tip")).to_contain_text("France")
    expect(page.locator("#tip")).to_contain_text("recognises it, since 2008-02-18")
    assert "url" in page.evaluate("getComputedStyle(document.querySelector(\"#map path[data-party='MDG']\")).fill")
    france.press("Enter")
    expect(page).to_have_url(f"{site}/act/recognise_FRA_XKX_2008-02-18")


def test_playing_moves_time_and_stops(site, page):
    page.goto(f"{site}/world/XKX?on=2008-02-17")
    page.wait_for_selector("#map[data-ready]")
    button = page.get_by_role("button", name="Play")
    button.click()
    expect(page.locator("[data-count='recognisers']")).to_have_text(re.compile(r"^[2-9]\d|^\d{3}"))
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}, "has_touch": True}], indirect=True)
def test_a_finger_is_told_what_a_state_is_before_it_is_led_to_its_act(site, page):
    page.goto(f"{site}/world/XKX?on=2019-01-01")
    page.wait_for_selector("#map[data-drawn]")
    australia = page.locator("#map path[data-party='AUS']")
    australia.tap()
    expect(page.locator("#tip")).to_contain_text("Australia")
    expect(page).to_have_url(f"{site}/world/XKX?on=2019-01-01")
    australia.tap()
    expect(page).to_have_url(f"{site}/act/recognise_AUS_XKX_2008-02-19")


def test_every_measure_is_drawn_over_time_against_the_other_cases(site, page):
    page.goto(f"{site}/case/XKX")
    page.locator("#measures").scroll_into_view_if_needed()
    page.wait_for_selector(".multiples section:nth-child(5)")
    for title in ("Reach", "Depth", "Patrons in effect", "Explained by region", "Explained by organisations"):
        picture = page.get_by_role("img", name=f"{title} over time", exact=False)
        expect(picture).to_be_visible()


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_everything_is_said_without_javascript(site, page):
    page.goto(site)
    page.get_by_label("Case").select_option("XKX")
    page.get_by_label("Day").fill("2011-10-11")
    page.get_by_role("button", name="Show").first.click()
    expect(page.locator("#count")).to_contain_text("84 of 193 members")
    expect(page.locator("#ties tbody tr")).to_have_count(85)
    page.get_by_role("link", name="The brief of Kosovo").click()
    expect(page.locator("svg.curve path.line")).to_have_count(1)


@pytest.mark.parametrize("page", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_no_page_is_wider_than_a_phone(site, page):
    for address in PAGES[:-1]:
        page.goto(site + address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address


def test_the_whole_story(own, page):
    """From the world to the evidence, to a ruling, and back to a count that has changed."""
    address, _, claims, secret = own
    page.goto(address)
    expect(page.locator("#count")).to_contain_text("2 parties recognise Kosovo")
    page.wait_for_selector("#map[data-ready]")
    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    slider.press("Home")
    expect(page.locator("[data-count='recognisers']")).to_have_text("0")
    slider.press("End")
    expect(page.locator("[data-count='recognisers']")).to_have_text("2")
    page.get_by_role("link", name="The brief of Kosovo").click()
    page.get_by_role("row", name="France").first.get_by_role("link", name="recognise", exact=True).click()
    expect(page.locator("blockquote mark")).to_have_text("France today recognised Kosovo.")
    page.get_by_role("link", name="A wire").click()
    expect(page.locator(f"#c-{claims[0].id[:12]} mark")).to_have_text("France today recognised Kosovo.")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Token").fill(secret)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".who")).to_contain_text("anna, adjudicator")
    page.get_by_role("link", name="Review", exact=True).click()
    recalled = page.locator("section.waiting", has_text="recalled")
    recalled.get_by_label("Because").first.fill("the source names no day")
    recalled.get_by_role("button", name="Reject").click()
    page.goto(f"{address}/world/XKX")
    expect(page.locator("#count")).to_contain_text("1 party recognises Kosovo")
    page.goto(f"{address}/claim/{claims[1].id}")
    expect(page.locator(".rulings")).to_contain_text("reject by anna")
    expect(page.locator(".rulings")).to_contain_text("the source names no day")


def test_an_append_elsewhere_shows_on_an_open_page(own, page):
    address, path, _, _ = own
    page.goto(f"{address}/case/XKX")
    page.wait_for_selector("body[data-live='open']")
    page.wait_for_timeout(300)
    with Ledger.open(path) as other:
        other.append(Claim(kind="recognise", sender="ALB", receiver="XKX", happened=comity.Day.parse("2008-02-18")))
    expect(page.get_by_role("row", name="Albania").first).to_be_visible(timeout=10_000)
    expect(page.locator("#news")).to_contain_text("has grown")


def test_a_static_copy_has_a_map_that_moves_a_comparison_and_a_search(tmp_path, page):
    """Served by the plainest of web servers, from a folder of its own."""
    import functools
    import http.server
    import threading

    path, _, _ = fill(tmp_path / "acts.db")
    build(comity.open(path), tmp_path / "www")
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/www"
    page.goto(f"{base}/world/XKX.html?on=2008-03-01")
    page.wait_for_selector("#map[data-drawn='2008-03-01']")
    expect(page.locator("[data-count='recognisers']")).to_have_text("1")
    page.locator("#ties").get_by_role("link", name="act").click()
    expect(page.locator("blockquote mark")).to_have_text("France today recognised Kosovo.")
    page.goto(f"{base}/compare.html?case=XKX&on=2008-03-01&with_case=XKX&with_on=2019-01-01")
    expect(page.locator("#comparison .lead")).to_have_text(
        "1 recognise it on both days, 50% of those that recognise either."
    )
    expect(page.locator("#comparison")).to_contain_text("Only Kosovo, 1 January 2019 1")
    expect(page.get_by_role("link", name="Nauru")).to_be_visible()
    page.goto(f"{base}/search.html?q=france+kosovo")
    expect(page.locator("#results")).to_contain_text("France recognised Kosovo")
    server.shutdown()
