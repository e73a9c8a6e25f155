"""Where the Chromium is that the tests of the atlas drive; with --install, put one on a machine that lacks it.

    python -m scripts.chromium --install

Debian and Ubuntu as root only. Elsewhere it says what to do, and the tests that need a browser are left out.
"""

from __future__ import annotations

import shutil
import sys

from scripts.packages import provide

OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program() -> str | None:
    """The browser's path."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


if __name__ == "__main__":
    sys.exit(provide("chromium", program, "no Chromium: the tests that need a browser are left out."))
