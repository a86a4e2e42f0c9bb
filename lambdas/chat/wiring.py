"""Puts each function together, once a process.

On Lambda that is during init, which has more processor than the first call; elsewhere on first use. Each part imports
what it alone needs: the message function's cold start has no place for signatures.
"""

from functools import cache, partial
from typing import TYPE_CHECKING

from msgspec import Struct

from lambdas.aws import clients
from lambdas.aws.environment import read_environment
from lambdas.chat.environment import (
    ConnectionsEnvironment,
    MessagesEnvironment,
    PresenceEnvironment,
)
from lambdas.chat.store import ChatStore

if TYPE_CHECKING:
    from lambdas.chat.admission import Admission
    from lambdas.chat.attendance import Attendance
    from lambdas.chat.conversations import Conversations
    from lambdas.chat.delivery import Delivery
    from lambdas.chat.desk import Desk
    from lambdas.chat.introductions import Introductions
    from lambdas.chat.presence_store import PresenceStore
    from lambdas.chat.signals import Signals
    from lambdas.chat.talk import Talk
    from lambdas.identity.customers import Customer

_DAY_SECONDS = 24 * 60 * 60


class Chat(Struct, frozen=True, kw_only=True):
    """What the message function works with."""

    talk: "Talk"
    signals: "Signals"
    conversations: "Conversations"
    introductions: "Introductions"
    desk: "Desk"
    delivery: "Delivery"


@cache
def store() -> ChatStore:
    return ChatStore(clients.dynamodb(), read_environment(ConnectionsEnvironment).table_name)


@cache
def leases() -> "PresenceStore":
    from lambdas.chat.presence_store import PresenceStore

    return PresenceStore(clients.dynamodb(), read_environment(ConnectionsEnvironment).table_name)


@cache
def attendance() -> "Attendance":
    from lambdas.chat.attendance import Attendance
    from lambdas.chat.availability_files import AvailabilityFiles
    from lambdas.chat.presence_store import PresenceStore

    environment = read_environment(PresenceEnvironment)
    files = AvailabilityFiles(clients.s3(), environment.availability_bucket)
    return Attendance(
        PresenceStore(clients.dynamodb(), environment.table_name),
        files,
        sites=environment.sites,
        conversation_days=environment.conversation_retention_days,
    )


@cache
def chat() -> Chat:
    from lambdas.aws.connections import Connections
    from lambdas.chat.changes import Changes
    from lambdas.chat.conversations import Conversations
    from lambdas.chat.delivery import Delivery
    from lambdas.chat.desk import Desk
    from lambdas.chat.introductions import Introductions
    from lambdas.chat.newest import Newest
    from lambdas.chat.signals import Signals
    from lambdas.chat.talk import Talk
    from lambdas.identity.used_tokens import UsedTokens

    environment = read_environment(MessagesEnvironment)
    lifetime = environment.conversation_retention_days * _DAY_SECONDS
    table = ChatStore(clients.dynamodb(), environment.table_name)
    delivery = Delivery(table, Connections(clients.connections(environment.connections_url)))
    newest = Newest(table)
    conversations = Conversations(
        table, Changes(table, delivery), delivery, newest, sites=environment.sites, lifetime=lifetime
    )
    return Chat(
        talk=Talk(table, delivery, lifetime=lifetime),
        signals=Signals(table, delivery, lifetime=lifetime),
        conversations=conversations,
        introductions=Introductions(
            conversations,
            newest,
            UsedTokens(clients.dynamodb(), environment.table_name),
            partial(_customer, environment.public_url),
            sites=environment.sites,
            lifetime=lifetime,
        ),
        desk=Desk(table, sites=environment.sites),
        delivery=delivery,
    )


def _customer(audience: str, token: str, key: str, now: int) -> "Customer":
    """What checks signatures is imported when the first token comes: hardly any frame has one."""
    from lambdas.identity.customers import verify_customer

    return verify_customer(token, key, audience=audience, now=now)


@cache
def admission() -> "Admission":
    from lambdas.chat.admission import Admission
    from lambdas.identity.wiring import callers

    return Admission(callers())
