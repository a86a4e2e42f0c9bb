"""The one logger: JSON, ids and codes only."""

from functools import cache

from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    return Logger()
