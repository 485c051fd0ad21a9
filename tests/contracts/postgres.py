"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, for this run only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest there is; None without a server."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


def why_not() -> str:
    """Why no server can be started here; "" when one can."""
    if binaries() is None:
        return "there is no PostgreSQL server on this machine (initdb, pg_ctl)"
    if os.getuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and there is no runuser to be somebody else"
    return ""


@contextmanager
def server() -> Iterator[str]:
    """Start a server, answer the folder of its socket, stop it in the end."""
    bin_folder = binaries()
    assert bin_folder is not None
    # Short, because a socket's path is at most 107 bytes; nobody must be able to walk into it.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:
        folder = Path(name)
        someone: list[str] = []
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            someone = ["runuser", "-u", "nobody", "--"]

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [*someone, str(bin_folder / program), *arguments],
                check=True,
                cwd=folder,
                stdout=subprocess.DEVNULL,
                timeout=60,
            )

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses='' -k {folder} -F -c synchronous_commit=off"
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield str(folder)
        finally:
            run("pg_ctl", "-D", data, "-m", "fast", "stop")
