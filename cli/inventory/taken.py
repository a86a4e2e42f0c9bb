"""The inventory that a command is about."""

from argparse import Namespace
from pathlib import Path

from cli.answer import Say
from cli.deployment import Deployment
from cli.inventory.inventory import Inventory, take_inventory
from cli.inventory.synthesis import synthesized
from cli.inventory.templates import read_templates


def inventory_of(deployment: Deployment, arguments: Namespace, say: Say) -> Inventory:
    """From ``--templates``, else from templates made now. Asks AWS for nothing. Raises ``WrongUse`` or ``Failed``."""
    name = deployment.settings.deployment.name
    if arguments.templates:
        templates = read_templates(Path(arguments.templates), name)
    else:
        say("making the templates of this checkout")
        templates = synthesized(arguments.settings_file, name)
    return take_inventory(deployment.settings, templates)
