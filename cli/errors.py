"""How a command ends when it does not end well. The text of each is one line for a person."""


class WrongUse(Exception):
    """The operator asked for something that there is not; exit status 2."""


class Failed(Exception):
    """What was asked for could not be done; exit status 1."""
