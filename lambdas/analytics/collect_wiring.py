"""Puts the collecting function together, once a process."""

from functools import cache

from lambdas.analytics.collect_environment import CollectEnvironment
from lambdas.analytics.collect_queue import CollectQueue
from lambdas.aws import clients
from lambdas.aws.edge import EdgeSecret
from lambdas.aws.environment import read_environment


@cache
def environment() -> CollectEnvironment:
    return read_environment(CollectEnvironment)


@cache
def edge_secret() -> EdgeSecret:
    return EdgeSecret(clients.secrets(), environment().edge_secret)


@cache
def queue() -> CollectQueue:
    return CollectQueue(clients.queues(), environment().queue_url)
