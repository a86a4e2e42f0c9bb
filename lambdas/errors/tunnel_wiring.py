"""Puts the tunnel together, once a process."""

import secrets
from functools import cache

from lambdas.aws import clients
from lambdas.aws.edge import EdgeSecret
from lambdas.aws.environment import read_environment
from lambdas.errors.dsns import parse_dsn
from lambdas.errors.forwarding import Forwarding
from lambdas.errors.pace import Pace
from lambdas.errors.reception import Reception
from lambdas.errors.store import ErrorStore
from lambdas.errors.tunnel_environment import TunnelEnvironment


@cache
def environment() -> TunnelEnvironment:
    return read_environment(TunnelEnvironment)


@cache
def edge_secret() -> EdgeSecret:
    return EdgeSecret(clients.secrets(), environment().edge_secret)


@cache
def pace() -> Pace:
    return Pace()


@cache
def reception() -> Reception:
    store = ErrorStore(clients.dynamodb(), environment().errors_table)
    return Reception(store, lambda weight: secrets.randbelow(weight) == 0)


@cache
def forwarding() -> Forwarding | None:
    """``None`` when nothing is passed on."""
    dsn = environment().sentry_dsn
    return Forwarding(parse_dsn(dsn)) if dsn else None
