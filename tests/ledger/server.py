"""A PostgreSQL server of our own: made in a temporary folder, started, killed and stopped by the tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

OWNER, WRITER, READER = "comity_owner", "comity_writer", "comity_reader"


class Server:
    """One cluster with one database, reached through a socket in its folder; nobody else can reach it."""

    def __init__(self, programs: Path, *, fsync: bool = False) -> None:
        self.programs = programs
        self.fsync = fsync
        self.folder = Path(tempfile.mkdtemp(prefix="comity-pg-", dir="/tmp"))  # a socket's path must be short
        # The server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        self.data = self.folder / "data"
        self._run(
            "initdb", "--pgdata", self.data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        with self.admin("postgres") as admin:
            for role in (OWNER, WRITER, READER):
                admin.execute(f"CREATE ROLE {role} LOGIN")
            admin.execute(f"CREATE DATABASE comity OWNER {OWNER}")

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        done = subprocess.run(command, **self._as_user(), cwd="/", capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def _as_user(self) -> dict[str, object]:
        return {"user": self.user, "group": self.user, "extra_groups": []} if os.geteuid() == 0 else {}

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "max_connections": 100}
        if not self.fsync:  # a killed server loses nothing of it; only a loss of power would
            settings |= {"fsync": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.data), *options],
                **self._as_user(), cwd="/", stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(600):
            try:
                self.admin("postgres").close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    def admin(self, database: str = "comity") -> psycopg.Connection:
        """A connection of the superuser, each statement by itself."""
        return psycopg.connect(f"host={self.folder} user=postgres dbname={database}", autocommit=True)

    def url(self, schema: str, role: str = OWNER) -> str:
        """The address of a ledger."""
        return f"postgresql://{role}@/comity?host={self.folder}&schema={schema}"

    def kill(self) -> None:
        """As a loss of power would: every process of it at once."""
        assert self._process is not None
        children = subprocess.run(
            ["pgrep", "-P", str(self._process.pid)], capture_output=True, text=True
        ).stdout.split()
        for pid in [self._process.pid, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Stop it and remove everything."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
