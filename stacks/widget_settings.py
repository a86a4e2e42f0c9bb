"""What a site's owner sets of the widget: its looks and its words, in the table ``[sites.<name>.widget]``."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

Theme = Annotated[Literal["auto", "light", "dark"], Meta(description="one of auto, light and dark")]
Position = Annotated[Literal["end", "start"], Meta(description="one of end and start")]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$", description="a colour such as #17806f, in lower case")]
Radius = Annotated[int, Meta(ge=0, le=28, description="a whole number of pixels from 0 to 28")]
# Goes into a style sheet, between quotes.
FontFamily = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$", description="a font's name of up to 40 letters and digits")
]
FontPath = Annotated[
    str,
    Meta(
        pattern=r"^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}\.woff2$",
        description="the path of a .woff2 file beside the settings file",
    ),
]
Title = Annotated[str, Meta(min_length=1, max_length=60, description="a text of up to 60 characters")]
Locale = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$", description="a language such as de or en")
]
# A text, or a table of texts, as nested as the widget's own: ``stacks.words`` knows which there are.
Words = Annotated[dict[str, Any], Meta(description="a table of texts")]
WordsOfParts = Annotated[dict[str, Words], Meta(description="a table of the widget's parts")]


class Widget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a site's widget looks, and what it says in the site's own words.

    ``title`` is what the site is called on its card pages. ``accent`` is the colour of the launcher and of what the
    visitor has said, ``accent_dark`` the same in the dark. ``font`` is given out by the deployment itself, under the
    name ``font_family``.
    """

    title: Title | None = None
    theme: Theme = "auto"
    position: Position = "end"
    accent: Colour | None = None
    accent_dark: Colour | None = None
    radius: Radius | None = None
    font: FontPath | None = None
    font_family: FontFamily | None = None
    words: Annotated[dict[Locale, WordsOfParts], Meta(description="a table of languages")] = {}
