"""What has to fit together in the settings of the analysis, and what the collecting function is told of them."""

from typing import Final

import msgspec

from stacks.settings import Settings
from stacks.wrong_setting import WrongSetting, join

MATOMO_SITES_BYTES: Final = 3000
"""Longest ``MATOMO_SITES``: a function's whole environment holds 4 KB.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


def check_analytics(settings: Settings) -> None:
    """Raises ``WrongSetting``."""
    analysed = [name for name, site in settings.sites.items() if site.matomo_site is not None]
    if settings.analytics is not None and not analysed:
        raise WrongSetting("sites", expected="a site with matomo_site, as analytics.matomo_url is set", got="none")
    if settings.analytics is None and analysed:
        key = f"{join('sites', analysed[0])}.matomo_site"
        expected = f"an address such as https://matomo.example.com/, as {key} is set"
        raise WrongSetting("analytics.matomo_url", expected=expected, got="nothing")
    size = len(matomo_sites_json(settings).encode())
    if size > MATOMO_SITES_BYTES:
        expected = f"at most {MATOMO_SITES_BYTES} bytes of origins of sites with matomo_site"
        raise WrongSetting("sites", expected=expected, got=f"{size} bytes")


def matomo_sites_json(settings: Settings) -> str:
    """Of each origin the number of Matomo's website, as the function gets them in ``MATOMO_SITES``."""
    sites = {
        origin: site.matomo_site
        for site in settings.sites.values()
        for origin in site.origins
        if site.matomo_site is not None
    }
    return msgspec.json.encode(sites).decode()
