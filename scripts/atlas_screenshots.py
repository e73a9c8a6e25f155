"""Take the pictures of the atlas in docs/images: ``python -m scripts.atlas_screenshots``, where Chromium is."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.atlas.serving import serving

import comity
from comity.atlas.app import create_app
from scripts import chromium

TARGET = Path(__file__).resolve().parent.parent / "docs/images"

PAGES = {
    "world": "/world/XKX?on=2019-01-01",
    "case": "/case/XKX",
    "party": "/party/FRA",
    "act": "/act/withdraw-recognition_GHA_XKX_2019-11-11",
}
LOOKS = {
    "light-wide": {"color_scheme": "light", "viewport": {"width": 1120, "height": 860}},
    "dark-phone": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with serving(create_app(comity.open())) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=list(chromium.OPTIONS))
        for look, options in LOOKS.items():
            page = browser.new_context(**options).new_page()
            for name, path in PAGES.items():
                page.goto(address + path)
                if name == "world":
                    page.wait_for_selector("#map[data-drawn]")
                page.wait_for_timeout(600)
                page.screenshot(path=TARGET / f"atlas-{name}-{look}.jpg", type="jpeg", quality=72)
        browser.close()


if __name__ == "__main__":
    main()
