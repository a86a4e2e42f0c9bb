"""Puts together what tells callers apart, once a process."""

from functools import cache

from lambdas.aws import clients
from lambdas.aws.edge import EdgeSecret
from lambdas.aws.environment import read_environment
from lambdas.identity import keys
from lambdas.identity.callers import Callers
from lambdas.identity.environment import IdentityEnvironment
from lambdas.identity.keys import SigningKeys
from lambdas.identity.used_proofs import UsedProofs


@cache
def environment() -> IdentityEnvironment:
    return read_environment(IdentityEnvironment)


@cache
def edge_secret() -> EdgeSecret:
    return EdgeSecret(clients.secrets(), environment().edge_secret)


@cache
def callers() -> Callers:
    told = environment()
    proofs = UsedProofs(clients.dynamodb(), told.table_name)
    return Callers(told, proofs, SigningKeys(lambda: keys.fetch(told.agent_keys_url)))
