"""Where the PostgreSQL server is that the tests start; with --install, put one on a machine that lacks it.

    python -m scripts.postgresql --install

Debian and Ubuntu as root only. Elsewhere it says what to do, and the tests that need a server are left out.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from scripts.packages import provide


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, the newest version where there are several."""
    found = [Path(found).resolve() for name in ("initdb", "postgres") if (found := shutil.which(name))]
    folders = [path.parent for path in found]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


if __name__ == "__main__":
    sys.exit(provide("postgresql", programs, "no PostgreSQL server: the tests that need one are left out."))
