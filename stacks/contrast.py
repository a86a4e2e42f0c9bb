"""Which text can be read on a colour, by WCAG 2.2.

https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from typing import Final

BLACK: Final = "#000"
WHITE: Final = "#fff"
READABLE: Final = 4.5
"""The least contrast of text: success criterion 1.4.3, level AA. On any colour black or white reaches it."""


def text_on(colour: str) -> str:
    """White where that can be read, else black. ``colour`` is such as ``#17806f``."""
    return WHITE if contrast(colour, WHITE) >= READABLE else BLACK


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
