"""The end of a function's init."""

import gc


def end_of_init() -> None:
    """From here on garbage is collected, and nothing that is there already is looked at again."""
    gc.freeze()
    gc.enable()
