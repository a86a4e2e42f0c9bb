"""What the function is told that error reports are read by."""

from lambdas.identity.environment import IdentityEnvironment


class FaultsEnvironment(IdentityEnvironment, frozen=True, kw_only=True):
    errors_table: str
