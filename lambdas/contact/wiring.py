"""Puts the function of the contact form together, once a process."""

import secrets
from collections.abc import Callable
from functools import cache

from lambdas.aws import clients
from lambdas.aws.environment import read_environment
from lambdas.contact import challenges, page_tokens
from lambdas.contact.challenges import Work
from lambdas.contact.environment import ContactEnvironment
from lambdas.contact.notes import Notes
from lambdas.contact.plain_page import PlainPage
from lambdas.contact.reception import Reception
from lambdas.contact.store import ContactStore
from lambdas.identity.wiring import edge_secret

_DAY_SECONDS = 24 * 60 * 60


@cache
def environment() -> ContactEnvironment:
    return read_environment(ContactEnvironment)


@cache
def reception() -> Reception:
    told = environment()
    return Reception(
        _store(),
        _notes(),
        sites=told.sites,
        forms=told.forms,
        lifetime=told.contact_retention_days * _DAY_SECONDS,
        secrets=_signing_keys(challenges.LABEL),
        work=Work(),
    )


@cache
def plain_page() -> PlainPage:
    told = environment()
    return PlainPage(
        _store(),
        _notes(),
        sites=told.sites,
        forms=told.forms,
        lifetime=told.contact_retention_days * _DAY_SECONDS,
        secrets=_signing_keys(page_tokens.LABEL),
        new_id=lambda: secrets.token_hex(16),
    )


@cache
def _store() -> ContactStore:
    return ContactStore(clients.dynamodb(), environment().table_name)


@cache
def _notes() -> Notes:
    told = environment()
    return Notes(
        clients.mail(),
        _store(),
        forms=told.forms,
        sender=told.sender,
        public_url=told.public_url,
        content=told.note_content,
    )


def _signing_keys(label: str) -> Callable[[], tuple[bytes, ...]]:
    """Asked anew each time, as the secret may have been rotated."""
    return lambda: edge_secret().derived(label)
