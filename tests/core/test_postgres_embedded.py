"""The embedded server starts for whoever comes first, stops with the last, and comes back whatever was killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from larka.core.postgres import DatabaseProblem, as_connection, database_settings, hold_embedded
from larka.core.postgres.addresses import socket_folder
from larka.core.postgres.programs import may_use, server_user
from tests.places import PASSING

HOLDER = """
import sys, pathlib
from larka.core.postgres import hold_embedded
hold = hold_embedded(pathlib.Path(sys.argv[1]), passing=True)
print("held", flush=True)
sys.stdin.read()
hold.release()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder that any user reaches; what runs in it is stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="larka-", dir=PASSING, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for note in Path(folder).rglob("postmaster.pid"):
            end_process(note)


def end_process(note: Path) -> None:
    """Ends a server that a test left."""
    pid = int(note.read_text().split("\n")[0])
    if psutil.pid_exists(pid) and "postgres" in psutil.Process(pid).name():
        os.kill(pid, signal.SIGQUIT)


def ask(home: Path, question: str = "SELECT current_user") -> str:
    """Asks the server as the owner."""
    parameters = as_connection(database_settings({"LARKA_HOME": str(home)})["owner"])
    with psycopg.connect(**parameters) as connection:
        return str(connection.execute(question).fetchone()[0])


def answers(home: Path) -> bool:
    """Whether the server answers."""
    try:
        return ask(home) == "larka_owner"
    except psycopg.OperationalError:
        return False


def holder(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until it is told to leave."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    return process


def test_a_first_start_makes_the_database_and_the_last_to_leave_stops_it(home: Path) -> None:
    """Two holds, one server."""
    first = hold_embedded(home, passing=True)
    second = hold_embedded(home, passing=True)
    first.release()
    assert answers(home)
    second.release()
    assert not answers(home)


def test_the_server_stays_for_another_process_and_a_killed_one_does_not_count(home: Path) -> None:
    """The kernel lets go of a killed holder's lock."""
    mine, other = hold_embedded(home, passing=True), holder(home)
    mine.release()
    assert answers(home)
    other.kill()
    other.wait()
    assert answers(home)
    hold_embedded(home, passing=True).release()
    assert not answers(home)


def test_a_killed_server_comes_back_at_the_next_start_with_what_was_written(home: Path) -> None:
    """Kill -9 of the postmaster, while its last processes may still be leaving."""
    hold = hold_embedded(home)
    with psycopg.connect(**as_connection(database_settings({"LARKA_HOME": str(home)})["owner"])) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'här' AS word")
    os.kill(hold.cluster.postmaster(), signal.SIGKILL)
    again = hold_embedded(home)
    assert ask(home, "SELECT word FROM kept") == "här"
    again.release()
    hold.release()


def test_a_holder_can_revive_a_killed_server(home: Path) -> None:
    """The web server looks after its database while it runs."""
    hold = hold_embedded(home, passing=True)
    assert not hold.revive()
    os.kill(hold.cluster.postmaster(), signal.SIGKILL)
    time.sleep(0.1)
    assert hold.revive()
    assert answers(home)
    hold.release()


def test_a_note_left_from_before_a_reboot_is_not_believed(home: Path) -> None:
    """The killed server's process number now belongs to another program of the same user."""
    hold = hold_embedded(home, passing=True)
    note = hold.cluster.data / "postmaster.pid"
    text = note.read_text()
    hold.release()
    user = server_user()
    other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with subprocess.Popen(["/bin/sleep", "60"], **other) as stranger:
        note.write_text("\n".join([str(stranger.pid), *text.split("\n")[1:]]))
        hold.cluster.hand_over(note)
        hold_embedded(home, passing=True).release()
        assert stranger.poll() is None
        stranger.kill()


def test_many_cold_starts_at_once_make_one_server(home: Path) -> None:
    """Two commands started together on a fresh machine."""
    with ThreadPoolExecutor(4) as pool:
        processes = list(pool.map(holder, [home] * 4))
    assert answers(home)
    for process in processes:
        process.communicate("")
    assert not answers(home)


def test_a_broken_first_start_leaves_nothing_half(home: Path) -> None:
    """The cluster is made beside its place and moved there when it is whole."""
    (home / "postgres").mkdir(mode=0o700)
    (home / "postgres" / "data.new").mkdir()
    (home / "postgres" / "data.new" / "PG_VERSION").write_text("18")
    if os.geteuid() == 0:
        os.chown(home / "postgres", server_user().pw_uid, server_user().pw_gid)
    hold = hold_embedded(home, passing=True)
    assert answers(home)
    hold.release()


@pytest.mark.parametrize("name", ["med mellanslag åäö", 'it\'s, "$HOME" `id`', "x" * 120], ids=["letters", "signs", "long"])
def test_any_folder_name_will_do(home: Path, name: str) -> None:
    """A socket's path has a longest length; a comma separates hosts; a space and an apostrophe end words."""
    hold = hold_embedded(home / name, passing=True)
    assert answers(home / name)
    folder = socket_folder(home / name)
    assert folder.stat().st_mode & 0o077 == 0
    hold.release()


def test_two_installations_live_beside_each_other(home: Path) -> None:
    """Each data folder has a server of its own."""
    one, two = hold_embedded(home / "one", passing=True), hold_embedded(home / "two", passing=True)
    one.release()
    assert not answers(home / "one")
    assert answers(home / "two")
    two.release()


def test_a_socket_folder_made_by_another_is_refused(home: Path) -> None:
    """Whoever owns the socket's folder could pose as the database."""
    folder = socket_folder(home / ("y" * 120))
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    try:
        with pytest.raises(DatabaseProblem, match="öppen för andra"):
            hold_embedded(home / ("y" * 120), passing=True)
    finally:
        folder.rmdir()


def test_another_major_version_of_the_data_is_said_in_one_line(home: Path) -> None:
    """PostgreSQL does not read another major version's files."""
    hold = hold_embedded(home, passing=True)
    hold.release()
    (hold.cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(DatabaseProblem, match="version 14"):
        hold_embedded(home, passing=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can stand outside a closed folder")
def test_in_roots_closed_home_the_data_moves_to_where_the_servers_user_reaches_it(home: Path) -> None:
    """The server never runs as root."""
    home.chmod(0o700)
    hold = hold_embedded(home / "inner", passing=True)
    assert answers(home / "inner")
    assert not may_use(server_user(), home / "inner")
    assert psutil.Process(hold.cluster.postmaster()).username() != "root"
    hold.release()
    subprocess.run(["rm", "-rf", str(hold.cluster.folder)], check=True)
