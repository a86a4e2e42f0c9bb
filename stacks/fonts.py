"""A site's own font: a file beside the settings, given out by the deployment so that nobody else learns who reads."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stacks.widget_settings import Widget
from stacks.wrong_setting import WrongSetting

MOST_BYTES: Final = 200_000
_SIGNATURE: Final = b"wOF2"
"""https://www.w3.org/TR/WOFF2/#woff20Header"""


@dataclass(frozen=True, kw_only=True)
class Font:
    family: str
    contents: bytes

    @property
    def name(self) -> str:
        """It changes with what is in the file, which can so be kept for ever."""
        digest = urlsafe_b64encode(hashlib.sha256(self.contents).digest()).decode()
        return f"font-{digest[:8]}.woff2"


def font_of(widget: Widget, *, folder: Path, key: str) -> Font | None:
    """``folder`` is that of the settings file. Raises ``WrongSetting``."""
    if widget.font is None or widget.font_family is None:
        return None
    path = folder / widget.font
    try:
        contents = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        expected = "a file that can be read, beside the settings file"
        raise WrongSetting(f"{key}.font", expected=expected, got=f"{widget.font}: {error.strerror}") from error
    if contents is None:
        got = f"{path.stat().st_size} bytes in {widget.font}"
        raise WrongSetting(f"{key}.font", expected=f"a file of at most {MOST_BYTES} bytes", got=got)
    if not contents.startswith(_SIGNATURE):
        raise WrongSetting(f"{key}.font", expected="a font in the format WOFF2", got=f"another format in {widget.font}")
    return Font(family=widget.font_family, contents=contents)


def staged(fonts: Iterable[Font], into: Path) -> Path | None:
    """A folder below ``into`` with these fonts and nothing else, to be uploaded; none without a font."""
    named = {font.name: font.contents for font in fonts}
    if not named:
        return None
    folder = into / hashlib.sha256(" ".join(sorted(named)).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for name, contents in named.items():
        (folder / name).write_bytes(contents)
    return folder
