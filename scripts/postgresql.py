"""Where the PostgreSQL server is that the tests start; with --install, put one on a machine that lacks it.

    python -m scripts.postgresql --install

Debian and Ubuntu as root only. Elsewhere it says what to do, and the tests that need a server are left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, the newest version where there are several."""
    found = [Path(found).resolve() for name in ("initdb", "postgres") if (found := shutil.which(name))]
    folders = [path.parent for path in found]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


def can_install() -> bool:
    """Whether this machine could have one from its packages, by us."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> int:
    found = programs()
    if found:
        return 0
    if not can_install():
        print("no PostgreSQL server: the tests that need one are left out. Install it: postgresql", file=sys.stderr)
        return 0
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql"]):
        done = subprocess.run(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL)
        if done.returncode:
            print(f"error: apt-get {' '.join(command)} failed\nhint: install postgresql by hand", file=sys.stderr)
            return 1
    return 0 if programs() else 1


if __name__ == "__main__":
    sys.exit(main())
