"""A table that is not in memory, as far as a stage asks it."""

from typing import Any

from tests.privacy.table import Rows
from tests.unit.lambdas.world import TABLE


class Scanned:
    """A client of boto3's with the one question that tests ask besides."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def snapshot(self) -> Rows:
        rows: Rows = {}
        for page in self._client.get_paginator("scan").paginate(TableName=TABLE):
            for row in page["Items"]:
                rows.setdefault(row["pk"]["S"], []).append(row)
        return {partition: sorted(of_it, key=lambda row: str(row["sk"]["S"])) for partition, of_it in rows.items()}
