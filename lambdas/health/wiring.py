"""Puts the function together, once a process."""

from functools import cache

from lambdas.aws import clients
from lambdas.aws.edge import EdgeSecret
from lambdas.aws.environment import read_environment
from lambdas.health.environment import HealthEnvironment


@cache
def environment() -> HealthEnvironment:
    return read_environment(HealthEnvironment)


@cache
def edge_secret() -> EdgeSecret:
    return EdgeSecret(clients.secrets(), environment().edge_secret)
