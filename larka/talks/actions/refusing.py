"""Why something cannot be done with a time or a round."""


class TalkError(Exception):
    """It cannot be done; the message is for the person. ``field``: what it is about in the form."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
