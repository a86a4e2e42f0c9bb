"""Puts the function together that sends to Matomo, once a process."""

from functools import cache
from uuid import uuid4

from lambdas.analytics.claims import Claims
from lambdas.analytics.dead_letters import DeadLetters
from lambdas.analytics.forward_environment import ForwardEnvironment
from lambdas.analytics.forwarding import Forwarding
from lambdas.analytics.matomo import Matomo
from lambdas.analytics.matomo_token import MatomoToken
from lambdas.analytics.pauses import Pauses
from lambdas.analytics.pausing import Pausing
from lambdas.analytics.watch import Watch
from lambdas.aws import clients
from lambdas.aws.environment import read_environment


@cache
def environment() -> ForwardEnvironment:
    return read_environment(ForwardEnvironment)


@cache
def forwarding() -> Forwarding:
    told, dynamodb = environment(), clients.dynamodb()
    return Forwarding(
        Claims(dynamodb, told.claims_table, lambda: str(uuid4())),
        DeadLetters(clients.queues(), told.dead_letters),
        Pauses(dynamodb, told.claims_table),
        watch(),
    )


@cache
def pausing() -> Pausing:
    return Pausing(clients.functions(), Pauses(clients.dynamodb(), environment().claims_table), watch())


@cache
def watch() -> Watch:
    told = environment()
    return Watch(Matomo(told.matomo_url), MatomoToken(clients.secrets(), told.matomo_token_secret))
