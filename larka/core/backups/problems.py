"""Why a backup cannot be made, trusted or put back: said to the operator in one line."""


class BackupProblem(Exception):  # noqa: N818 – as DatabaseProblem: said to the operator in one line
    """The message is Swedish and names no person."""
