"""Puts the function together, once a process."""

from functools import cache

from msgspec import Struct

from lambdas.aws import clients
from lambdas.aws.environment import read_environment
from lambdas.retention.cursors import Cursors
from lambdas.retention.environment import RetentionEnvironment
from lambdas.retention.error_days import ErrorDays
from lambdas.retention.error_sweep import ErrorSweep
from lambdas.retention.records import SEGMENTS
from lambdas.retention.table import Table
from lambdas.retention.table_sweep import TableSweep


class Retention(Struct, frozen=True, kw_only=True):
    """What the function works with."""

    errors: ErrorSweep
    tables: tuple[TableSweep, ...]


@cache
def retention() -> Retention:
    told, dynamodb = read_environment(RetentionEnvironment), clients.dynamodb()
    cursors = Cursors(dynamodb, told.errors_table)
    tables = tuple(
        TableSweep(
            name,
            Table(dynamodb, swept.table, keys=swept.keys, has_kinds=any(rule.row_kind != "*" for rule in swept.rules)),
            swept.rules,
            cursors,
            segments=SEGMENTS,
        )
        for name, swept in told.rules.items()
    )
    return Retention(errors=ErrorSweep(ErrorDays(dynamodb, told.errors_table), cursors), tables=tables)
