"""Puts the function together, once a process."""

from functools import cache
from uuid import uuid4

from msgspec import Struct

from lambdas.aws import clients
from lambdas.aws.connections import Connections
from lambdas.aws.environment import read_environment
from lambdas.chat.delivery import Delivery
from lambdas.chat.store import ChatStore
from lambdas.privacy.copies import Copies
from lambdas.privacy.environment import PrivacyEnvironment
from lambdas.privacy.erasure import Erasures
from lambdas.privacy.receipts import ReceiptKey
from lambdas.privacy.store import PrivacyStore


class Privacy(Struct, frozen=True, kw_only=True):
    """What the function works with."""

    store: PrivacyStore
    copies: Copies
    erasures: Erasures


@cache
def environment() -> PrivacyEnvironment:
    return read_environment(PrivacyEnvironment)


@cache
def privacy() -> Privacy:
    told = environment()
    store = PrivacyStore(clients.dynamodb(), told.table_name)
    delivery = Delivery(
        ChatStore(clients.dynamodb(), told.table_name), Connections(clients.connections(told.connections_url))
    )
    erasures = Erasures(
        store, delivery, recovery_days=told.recovery_days, audit_days=told.audit_days, new_id=lambda: str(uuid4())
    )
    return Privacy(store=store, copies=Copies(store), erasures=erasures)


@cache
def receipt_key() -> ReceiptKey:
    return ReceiptKey(clients.secrets().get_secret_value(SecretId=environment().receipt_secret)["SecretString"])
