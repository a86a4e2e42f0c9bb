"""Puts together what error reports are read by, once a process."""

from functools import cache

from lambdas.aws import clients
from lambdas.aws.environment import read_environment
from lambdas.errors.faults import Faults
from lambdas.errors.faults_environment import FaultsEnvironment
from lambdas.errors.store import ErrorStore


@cache
def faults() -> Faults:
    return Faults(ErrorStore(clients.dynamodb(), read_environment(FaultsEnvironment).errors_table))
