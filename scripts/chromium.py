"""Where the Chromium is that the tests of the atlas drive; with --install, put one on a machine that lacks it.

    python -m scripts.chromium --install

Debian and Ubuntu as root only. Elsewhere it says what to do, and the tests that need a browser are left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def program() -> str | None:
    """The browser's path."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def can_install() -> bool:
    """Whether this machine could have one from its packages, by us."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> int:
    if program():
        return 0
    if not can_install():
        print("no Chromium: the tests that need a browser are left out. Install it: chromium", file=sys.stderr)
        return 0
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL)
        if done.returncode:
            print(f"error: apt-get {' '.join(command)} failed\nhint: install chromium by hand", file=sys.stderr)
            return 1
    return 0 if program() else 1


if __name__ == "__main__":
    sys.exit(main())
