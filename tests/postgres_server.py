"""A PostgreSQL server of the tests' own: in a folder of its own, without a network, gone with them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

QUIET = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=40", "shared_buffers=16MB")


def program(name: str) -> str:
    """Where a program of PostgreSQL's is; blank where it is not installed. Debian has servers beside the path, one folder per version."""
    known = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdecimal() else 0)
    return shutil.which(name) or (str(known[-1]) if known else "")


def lacking() -> str:
    """Why there is no server here; blank where there is one."""
    if os.name != "posix":
        return "the tests start PostgreSQL on a socket of its own, which this system does not have"
    if not program("initdb"):
        return "PostgreSQL is not installed"
    return "" if importlib.util.find_spec("psycopg") else "psycopg is not installed"


def _user() -> str | None:
    """Whom the server runs as: the server refuses to be root."""
    import pwd  # not there on Windows

    if os.geteuid():
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


RUNNING: dict[str, Server] = {}
"""The servers by their folders, which stand in the addresses of their databases."""


def copy_of(address: str) -> str:
    """The address of a new database that holds what the one at an address does."""
    return RUNNING[address.rpartition("host=")[2]].new(database_of(address))


class Server:
    """A running server; `admin` may do everything, `anna` must say the password `geheim`, `guest` may only look."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self._numbers = count(1)
        self._made: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        self._run("initdb", "-D", str(self.data), "-U", "admin", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        (self.data / "pg_hba.conf").write_text("local all anna scram-sha-256\nlocal all all trust\n", "ascii")
        self.start()
        self.execute("CREATE ROLE anna LOGIN PASSWORD 'geheim'", "CREATE ROLE guest LOGIN")

    def start(self) -> None:
        settings = [word for setting in QUIET for word in ("-c", setting)]
        command = [program("postgres"), "-D", str(self.data), "-k", str(self.folder), *settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, user=_user())
        ready = [program("pg_isready"), "-q", "-h", str(self.folder)]
        for _ in range(200):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text("utf-8"))

    def stop(self) -> None:
        """Ends all connections and the server; what was committed stays."""
        assert self._process is not None
        self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-s")
        self._process.wait()

    def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def _run(self, name: str, *words: str) -> None:
        subprocess.run([program(name), *words], check=True, cwd=self.folder, stdout=subprocess.DEVNULL, user=_user())

    def execute(self, *statements: str, database: str = "postgres") -> None:
        with self.connect(database) as connection:
            for each in statements:
                connection.execute(each)

    def connect(self, database: str = "postgres") -> Any:
        """A connection of psycopg's, each of whose statements is kept at once."""
        import psycopg  # not there everywhere

        return psycopg.connect(host=str(self.folder), user="admin", dbname=database, autocommit=True)

    def address(self, database: str, user: str = "admin") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def new(self, template: str = "template0", encoding: str = "UTF8") -> str:
        """The address of a new database, empty or like another one."""
        name = f"project_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING '{encoding}'", f"GRANT CREATE ON DATABASE {name} TO anna")
        self._made.append(name)
        return self.address(name)

    def tidy(self) -> None:
        """Drops the databases that were made; each takes several megabytes."""
        while self._made:
            self.execute(f"DROP DATABASE IF EXISTS {self._made.pop()} WITH (FORCE)")


def database_of(address: str) -> str:
    return address.rpartition("@/")[2].partition("?")[0]


@contextmanager
def running() -> Iterator[Server]:
    """A new server; the folder's short name leaves room for the socket's, which may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    if user:
        shutil.chown(folder, user)
    server = Server(folder)
    try:
        server.make()
        RUNNING[str(folder)] = server
        yield server
    finally:
        RUNNING.pop(str(folder), None)
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
