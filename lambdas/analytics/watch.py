"""Whether Matomo takes events at the moment: asked before anything is sent, and again when something went wrong."""

from collections.abc import Sequence
from typing import Final

from lambdas.analytics.matomo import Matomo
from lambdas.analytics.matomo_token import MatomoToken
from lambdas.analytics.outcomes import Away, Outcome, Standing
from lambdas.analytics.records import TrackingRequest
from lambdas.aws.logs import logger

TRUSTED_SECONDS: Final = 60
"""For so long a good answer is not asked for again."""


class Watch:
    """``now`` is epoch seconds everywhere; ``site`` is Matomo's number of a website."""

    def __init__(self, matomo: Matomo, token: MatomoToken) -> None:
        self._matomo = matomo
        self._token = token
        self._well_at: dict[int, int] = {}

    def standing(self, site: int, now: int) -> Standing:
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
        return Away(Standing.NO_TOKEN) if token is None else self._matomo.track(requests, token)

    def _dry_run(self, site: int, now: int) -> Standing:
        token = self._token.get(now)
        return Standing.NO_TOKEN if token is None else self._matomo.dry_run(site, token)
