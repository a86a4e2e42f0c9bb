"""What the function of the contact form is told."""

from typing import Annotated

from msgspec import Meta

from lambdas.contact.forms import Forms
from lambdas.identity.environment import IdentityEnvironment


class ContactEnvironment(IdentityEnvironment, frozen=True, kw_only=True):
    """``sender`` is empty when nobody is told by e-mail; with ``note_content`` what was written is told, too."""

    forms: Forms
    contact_retention_days: Annotated[int, Meta(ge=1, le=3650)]
    sender: str = ""
    note_content: bool = False
