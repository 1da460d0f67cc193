"""The embedded server's life: started by whoever comes first, stopped by whoever leaves last, whatever was killed between."""

import contextlib
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from larka.core.postgres.addresses import socket_folder
from larka.core.postgres.cluster import KEPT_SETTINGS, PASSING_SETTINGS, Cluster
from larka.core.postgres.problems import DatabaseProblem
from larka.core.postgres.programs import SERVER_HOME, Programs, embedded_programs, may_use

MAJOR = "18"


class Hold:
    """Somebody uses the server: as long as one hold is left, in any process, it runs. The kernel lets go for a killed holder."""

    def __init__(self, home: Path, cluster: Cluster, users: int) -> None:
        self.home = home
        self.cluster = cluster
        self._users = users

    def release(self) -> None:
        """Lets go; the last one stops the server."""
        if self._users < 0:
            return
        with starting_or_stopping(self.home):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.cluster.stop()
            os.close(self._users)
            self._users = -1

    def revive(self) -> bool:
        """Starts a server that was killed under us; answers whether it had to."""
        if self.cluster.running():
            return False
        with starting_or_stopping(self.home):
            if self._users < 0 or self.cluster.running():
                return False
            self.cluster.start()
        return True


def hold_embedded(home: Path, *, passing: bool = False) -> Hold:
    """Starts the server of this data folder unless it runs. `passing` is for tests: quick, and not safe against power loss."""
    make_home(home)
    with starting_or_stopping(home):
        cluster = prepared_cluster(home, PASSING_SETTINGS if passing else KEPT_SETTINGS)
        users = open_lock(home / "postgres.users")
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            if not cluster.data.exists():
                cluster.create()
            if not cluster.running():
                cluster.start()
        except BaseException:
            os.close(users)
            raise
        return Hold(home, cluster, users)


def make_home(home: Path) -> None:
    """The data folder; what is secret in it has modes of its own."""
    try:
        home.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(f"Datamappen {home} kan inte skapas: {error.strerror}. Välj en annan med LARKA_HOME.") from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise DatabaseProblem(f"Datamappen {home} går inte att skriva i för den här användaren. Välj en annan med LARKA_HOME.")


@contextlib.contextmanager
def starting_or_stopping(home: Path) -> Iterator[None]:
    """One at a time starts or stops."""
    lock = open_lock(home / "postgres.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def open_lock(path: Path) -> int:
    """A lock file: its content is nothing, the kernel's lock on it everything."""
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except PermissionError as error:
        raise DatabaseProblem(f"Datamappen {path.parent} hör till en annan användare. Välj en annan med LARKA_HOME.") from error


def prepared_cluster(home: Path, settings: Mapping[str, str]) -> Cluster:
    """The folders of the cluster, owned by the user who runs the server."""
    link = home / "postgres"
    data = link / "data"
    owner = data.stat().st_uid if data.exists() else None
    if owner is not None and os.geteuid() not in {0, owner}:
        raise DatabaseProblem(f"Databasen i {home} hör till en annan användare. Kör som den, eller välj en annan LARKA_HOME.")
    programs = embedded_programs(owner)
    folder = reachable_folder(link, programs)
    version = folder / "data" / "PG_VERSION"
    if version.exists() and version.read_text().strip() != MAJOR:
        raise DatabaseProblem(
            f"Databasen i {folder} är av version {version.read_text().strip()}, programmen av version {MAJOR}. "
            "Kör den gamla versionen av Lärka, eller välj en annan LARKA_HOME."
        )
    sockets = socket_folder(home)
    if sockets.parent == link:
        sockets = folder / sockets.name
    make_private(sockets, programs)
    return Cluster(folder, sockets, programs, settings)


def reachable_folder(link: Path, programs: Programs) -> Path:
    """The folder of data and socket; a linked one elsewhere when root's closed folders keep the server's user out."""
    if link.is_symlink() and not link.exists():
        raise DatabaseProblem(f"Databasens mapp {link.readlink()} finns inte längre. Ta bort länken {link} för att börja om med en tom.")
    if not link.exists():
        if may_use(programs.user, link.parent):
            make_private(link, programs)
        else:
            SERVER_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
            elsewhere = Path(tempfile.mkdtemp(prefix="data-", dir=SERVER_HOME))
            os.chown(elsewhere, programs.user.pw_uid, programs.user.pw_gid)
            link.symlink_to(elsewhere)
    return link.resolve()


def make_private(folder: Path, programs: Programs) -> None:
    """A folder that only the server's user (and root) may enter; refused where another user put something in its place."""
    owner = programs.user.pw_uid
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner, programs.user.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
        raise DatabaseProblem(f"Mappen {folder} hör till en annan användare eller är öppen för andra. Ta bort den och försök igen.")
