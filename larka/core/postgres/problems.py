"""What can be wrong with the database, said in one line to the person who starts Lärka."""


class DatabaseProblem(Exception):  # noqa: N818  a problem is what it is called in the manual
    """One Swedish line: what is wrong and what to do."""


def last_line(text: str) -> str:
    """The last line that says something, from a program's output; its guesses about the cause left out."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and "Is the server running" not in line]
    return lines[-1] if lines else ""
