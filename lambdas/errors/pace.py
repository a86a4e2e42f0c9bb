"""How many reports an instance takes, before it asks AWS for anything.

Nobody knows here who sends a report, so what is counted is where it came from: a storm of one kind does not keep
reports of another from being taken.
"""

from typing import Final

from lambdas.aws.bucket import Bucket, Rate
from lambdas.protocol.errors import Source
from lambdas.protocol.problems import ProblemCode, RequestRefused

RATES: Final = {
    Source.PAGE: Rate(interval=1_000, burst=30),
    Source.CONSOLE: Rate(interval=1_000, burst=30),
    Source.FUNCTION: Rate(interval=1_000, burst=30),
}
"""60 a minute in the long run, for each instance."""

LEAST_SECONDS: Final = 10
"""That a sender is asked to wait. Sentry's SDKs send nothing meanwhile, so that a storm does not come back at once."""


class Pace:
    def __init__(self) -> None:
        self._buckets = {source: Bucket(rate) for source, rate in RATES.items()}

    def admit(self, source: Source, now: int) -> None:
        """One more report, ``now`` in epoch milliseconds. Raises ``RequestRefused`` with ``too_many_reports``."""
        wait = self._buckets[source].take(now)
        if wait:
            seconds = max(LEAST_SECONDS, -(-wait // 1000))
            raise RequestRefused(ProblemCode.TOO_MANY_REPORTS, retry_after_seconds=seconds)
