"""Programs that only the tests need, from the machine's packages: Debian and Ubuntu as root, elsewhere by hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

__all__ = ["can_install", "provide"]


def can_install() -> bool:
    """Whether this machine could have a program from its packages, by us."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def provide(package: str, there: Callable[[], object], without: str) -> int:
    """Put a package on a machine where what it brings is not there; where we cannot, say what is done ``without``.

    Returns what a program leaves with: 0, or 1 where it should have worked.
    """
    if there():
        return 0
    if not can_install():
        print(f"{without} Install it: {package}", file=sys.stderr)
        return 0
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        done = subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL)
        if done.returncode:
            print(f"error: apt-get {' '.join(command)} failed\nhint: install {package} by hand", file=sys.stderr)
            return 1
    return 0 if there() else 1
