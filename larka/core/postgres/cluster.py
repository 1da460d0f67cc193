"""One embedded cluster on disk: made, started, stopped. Callers hold the lock (`embedded.py`)."""

import contextlib
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from larka.core.postgres.addresses import APPLICATION, DATABASE, OWNER, SOCKET_NAME
from larka.core.postgres.problems import DatabaseProblem, last_line
from larka.core.postgres.programs import Programs

SUPERUSER = "postgres"
LOG_LIMIT = 10_000_000
START_ATTEMPTS = 20
BUILTIN_LOCALE_SINCE = 17
STILL_IN_USE = ("pre-existing shared memory block", "is the server running", "lock file")
BASE_SETTINGS = {
    "listen_addresses": "",
    "jit": "off",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
    "max_connections": "100",
    # Rows and values are personal data: they never stand in the server's log (B3).
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
KEPT_SETTINGS = {**BASE_SETTINGS, "shared_buffers": "512MB"}
PASSING_SETTINGS = {
    **BASE_SETTINGS,
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "max_connections": "200",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data in `folder/data`, the socket in `sockets`, run by `programs`."""

    folder: Path
    sockets: Path
    programs: Programs
    settings: Mapping[str, str] = field(default_factory=lambda: KEPT_SETTINGS)

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server has said."""
        return self.folder / "log"

    def create(self) -> None:
        """Makes the cluster beside its place and moves it there when it is whole, so that a broken start leaves nothing half."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        no_wait = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        made = self.programs.run("initdb", "-D", fresh, "-U", SUPERUSER, "-E", "UTF8", "--auth=peer", *self.locale(), *no_wait)
        if made.returncode:
            raise DatabaseProblem(f"Databasen kunde inte skapas i {self.folder}: {last_line(made.stderr)}")
        roles = f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE\nCREATE DATABASE {DATABASE} OWNER {OWNER}\n"
        filled = self.programs.run("postgres", "--single", "-D", fresh, SUPERUSER, text=roles)
        if filled.returncode or "ERROR" in filled.stderr:
            raise DatabaseProblem(f"Databasen kunde inte skapas i {self.folder}: {last_line(filled.stderr)}")
        with (fresh / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'larka.conf'\n")
        fresh.rename(self.data)

    def locale(self) -> list[str]:
        """Text in UTF-8, compared letter code by letter code: the same on every machine (names sort by a key of their own)."""
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.programs.major() >= BUILTIN_LOCALE_SINCE else []
        return ["--locale=C", *builtin]

    def configure(self) -> None:
        """Writes the settings and who may connect: only the operating system's own users of this installation, over the socket."""
        users = {pwd.getpwuid(os.geteuid()).pw_name, self.programs.user.pw_name, "root"}
        settings = {**self.settings, "unix_socket_directories": f'"{self.sockets}"'}
        lines = [f"{key} = '{value.replace(chr(39), chr(39) * 2)}'" for key, value in settings.items()]
        self.write("larka.conf", lines)
        self.write("pg_hba.conf", ["local all all peer map=larka"])
        self.write("pg_ident.conf", [f'larka "{user}" "{role}"' for user in sorted(users) for role in (OWNER, APPLICATION, SUPERUSER)])

    def write(self, name: str, lines: list[str]) -> None:
        """Writes one file of the configuration as the server's user."""
        path = self.data / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.chmod(0o600)
        self.hand_over(path)

    def hand_over(self, path: Path) -> None:
        """Gives what root made to the server's user."""
        if os.geteuid() == 0:
            os.chown(path, self.programs.user.pw_uid, self.programs.user.pw_gid)

    def postmaster(self) -> int | None:
        """The number of the running server's process; None where what is written is left over from a killed one."""
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n")[0]))
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).samefile(self.data):
                return int(process.pid)
        return None

    def running(self) -> bool:
        """Whether the server runs and is ready for connections on its socket."""
        if self.postmaster() is None or not (self.sockets / SOCKET_NAME).is_socket():
            return False
        return "ready" in (self.data / "postmaster.pid").read_text().split("\n")[-2]

    def start(self) -> None:
        """Starts the server, also after it was killed."""
        if self.postmaster() is not None:  # it runs, but its socket is gone
            self.stop()
        self.forget_dead_server()
        self.configure()
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        for _attempt in range(START_ATTEMPTS):
            seen = self.log.stat().st_size if self.log.exists() else 0
            # By a relative path: pg_ctl hands what it is given to a shell.
            started = self.programs.run("pg_ctl", "start", "-wst120", "-D", "data", "-l", "log", folder=self.folder, seconds=150)
            if started.returncode == 0:
                return
            said = self.log.read_bytes()[seen:].decode(errors="replace") if self.log.exists() else started.stderr
            if not any(sign in said for sign in STILL_IN_USE):
                break
            time.sleep(0.5)  # the killed server's last processes are still leaving
        raise DatabaseProblem(f"Databasen startade inte: {last_line(said or started.stderr)} (mer i {self.log})")

    def forget_dead_server(self) -> None:
        """Removes a killed server's note of its process when another process has its number now."""
        note = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError):
            if psutil.pid_exists(int(note.read_text().split("\n")[0])):
                note.unlink()
        (self.sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stops the server; what was under way is rolled back."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.programs.run("pg_ctl", "stop", "-wst30", "-m", "fast", "-D", "data", folder=self.folder, seconds=60)
        if (pid := self.postmaster()) is not None:
            with contextlib.suppress(psutil.Error):
                psutil.Process(pid).kill()
