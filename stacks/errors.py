"""Why there is nothing to deploy yet."""


class NotReady(Exception):
    """Something that the operator has to mend first. ``str()`` is one line and says what."""
