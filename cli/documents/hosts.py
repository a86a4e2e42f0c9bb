"""Where functions send what is not for AWS."""

from typing import Final
from urllib.parse import urlsplit

from cli.inventory.inventory import Inventory

FORWARD: Final = "lambdas.analytics.forward_handler.handler"


def sentry_host(inventory: Inventory) -> str:
    """Empty when nothing is passed on to anybody."""
    dsn = inventory.settings.errors.sentry_dsn
    return dsn.rpartition("@")[2].partition("/")[0] if dsn and inventory.find("sentry") else ""


def matomo_host(inventory: Inventory) -> str:
    """As the function is told that forwards; empty when nothing is analysed."""
    return urlsplit(inventory.templates.environment(FORWARD).get("MATOMO_URL", "")).netloc
