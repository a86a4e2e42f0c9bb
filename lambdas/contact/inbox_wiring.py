"""Puts the inbox function together, once a process."""

from functools import cache

from lambdas.aws import clients
from lambdas.contact.inbox import Inbox
from lambdas.contact.inbox_store import InboxStore
from lambdas.identity import wiring


@cache
def inbox() -> Inbox:
    told = wiring.environment()
    return Inbox(InboxStore(clients.dynamodb(), told.table_name), sites=told.sites)
