"""Puts each function together, once a process.

On Lambda that is during init, which has more processor than the first call; elsewhere on first use. Each part imports
what it alone needs: the message function's cold start has no place for signatures.
"""

from functools import cache
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
    from lambdas.chat.presence_store import PresenceStore
    from lambdas.chat.signals import Signals
    from lambdas.chat.talk import Talk

_DAY_SECONDS = 24 * 60 * 60


class Chat(Struct, frozen=True, kw_only=True):
    """What the message function works with."""

    talk: "Talk"
    signals: "Signals"
    conversations: "Conversations"
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
    return Attendance(PresenceStore(clients.dynamodb(), environment.table_name), files, sites=environment.sites)


@cache
def chat() -> Chat:
    from lambdas.aws.connections import Connections
    from lambdas.chat.changes import Changes
    from lambdas.chat.conversations import Conversations
    from lambdas.chat.delivery import Delivery
    from lambdas.chat.desk import Desk
    from lambdas.chat.signals import Signals
    from lambdas.chat.talk import Talk

    environment = read_environment(MessagesEnvironment)
    lifetime = environment.conversation_retention_days * _DAY_SECONDS
    table = ChatStore(clients.dynamodb(), environment.table_name)
    delivery = Delivery(table, Connections(clients.connections(environment.connections_url)))
    changes = Changes(table, delivery)
    return Chat(
        talk=Talk(table, delivery, lifetime=lifetime),
        signals=Signals(table, delivery, lifetime=lifetime),
        conversations=Conversations(table, changes, delivery, sites=environment.sites, lifetime=lifetime),
        desk=Desk(table, sites=environment.sites),
        delivery=delivery,
    )


@cache
def admission() -> "Admission":
    from lambdas.chat.admission import Admission
    from lambdas.identity.wiring import callers

    return Admission(callers())
