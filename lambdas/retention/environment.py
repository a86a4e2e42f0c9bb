"""What the sweep is told."""

from msgspec import Struct

from lambdas.aws.environment import Environment
from lambdas.retention.rules import Rule


class SweptTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table, the names of its key's attributes, and the rules for its rows in the order that they are asked in."""

    table: str
    keys: tuple[str, ...]
    rules: tuple[Rule, ...]


class RetentionEnvironment(Environment, frozen=True, kw_only=True):
    """``rules`` are those of the tables that are looked through; that of the errors has days to go by."""

    errors_table: str
    rules: dict[str, SweptTable]
