"""Why something sealed cannot be read. None of them names a text or a person."""


class VaultError(Exception):
    """Something sealed cannot be read."""


class KeyGoneError(VaultError):
    """The key was destroyed or is lost: so is what it sealed."""


class BrokenSealError(VaultError):
    """What was sealed has been changed, cut off, or moved from the row it belongs to."""


class UnknownMasterError(VaultError):
    """The data key is there, but the master key that it is wrapped under is not among those given."""
