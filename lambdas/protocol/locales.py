"""In which language somebody reads, as a tag of BCP 47: which of them the widget speaks is not the server's concern."""

from typing import Annotated

from msgspec import Meta

Locale = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")]
