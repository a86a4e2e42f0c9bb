"""Whether Matomo takes events at the moment: asked before anything is sent, and again when something went wrong."""

from collections.abc import Sequence
from typing import Final

from lambdas.analytics.matomo import Matomo
from lambdas.analytics.matomo_token import MatomoToken
from lambdas.analytics.outcomes import Away, Outcome, Standing, Unknown
from lambdas.analytics.records import TrackingRequest
from lambdas.aws.logs import logger

TRUSTED_SECONDS: Final = 60
"""For so long a good answer is not asked for again."""

MOST_UNKNOWN: Final = 2
HELD_BACK_SECONDS: Final = 300
"""After ``MOST_UNKNOWN`` outcomes in a row that can not be known nothing is sent for so long.

Each costs the events of a bulk, and one who is too slow for events may still answer a dry run in time.
"""


class Watch:
    """``now`` is epoch seconds everywhere; ``site`` is Matomo's number of a website."""

    def __init__(self, matomo: Matomo, token: MatomoToken) -> None:
        self._matomo = matomo
        self._token = token
        self._well_at: dict[int, int] = {}
        self._unknown = 0
        self._held_until = 0

    def standing(self, site: int, now: int) -> Standing:
        if self.holds_back(now):
            return Standing.UNCLEAR
        if now < self._well_at.get(site, -TRUSTED_SECONDS) + TRUSTED_SECONDS:
            return Standing.WELL
        return self.look(site, now)

    def look(self, site: int, now: int) -> Standing:
        """Now, whatever was seen before."""
        found = self._dry_run(site, now)
        if found is Standing.TOKEN_REFUSED and self._token.has_changed(now):
            found = self._dry_run(site, now)
        if found is Standing.WELL:
            self._well_at[site] = now
        else:
            self.doubt()
            logger().warning("Matomo takes no events", extra={"reason": found.value, "matomo_site": site})
        return found

    def doubt(self) -> None:
        """Believe nothing that was seen before."""
        self._well_at.clear()

    def track(self, requests: Sequence[TrackingRequest], now: int) -> Outcome:
        """Right after it was found well."""
        token = self._token.get(now)
        if token is None:
            return Away(Standing.NO_TOKEN)
        outcome = self._matomo.track(requests, token)
        self._unknown = self._unknown + 1 if isinstance(outcome, Unknown) else 0
        if self._unknown >= MOST_UNKNOWN:
            self._held_until = now + HELD_BACK_SECONDS
        return outcome

    def holds_back(self, now: int) -> bool:
        return now < self._held_until

    def _dry_run(self, site: int, now: int) -> Standing:
        token = self._token.get(now)
        return Standing.NO_TOKEN if token is None else self._matomo.dry_run(site, token)
