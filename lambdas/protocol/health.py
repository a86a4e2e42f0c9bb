"""Body of ``GET /api/health``."""

from typing import Literal

from msgspec import Struct


class Health(Struct, frozen=True, kw_only=True):
    """The deployment answers, and this is its release."""

    status: Literal["ok"]
    release: str
