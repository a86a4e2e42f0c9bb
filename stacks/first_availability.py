"""The availability files that a deployment begins with: nobody is there.

Without one a page view would find nothing, and leave an error in the browser's log. The presence function is the only
one that writes them afterwards. What lies here is the same in each release, so CloudFormation puts it there again only
when the sites' settings have changed; then they look offline until an agent's next renewal, within a minute, finds so
and replaces the file (``lambdas.chat.attendance``, on the condition that it is still the same).
"""

from typing import Any

from aws_cdk import aws_s3 as s3
from aws_cdk.aws_s3_deployment import Source
from constructs import Construct

from stacks.edge import CACHED_SECONDS
from stacks.settings import Settings, Site, analysis_of
from stacks.uploads import Uploads


class FirstAvailability(Construct):
    """A file for each origin of each site, in one upload: each brings a layer of its own along."""

    def __init__(
        self, scope: Construct, construct_id: str, *, uploads: Uploads, bucket: s3.IBucket, settings: Settings
    ) -> None:
        super().__init__(scope, construct_id)
        files = {
            file_name(origin): offline(settings, site) for site in settings.sites.values() for origin in site.origins
        }
        uploads.put(
            self,
            "Files",
            sources=[Source.json_data(name, content) for name, content in files.items()],
            bucket=bucket,
            prefix="availability",
            cache_control=f"public, max-age={CACHED_SECONDS}",
        )


def file_name(origin: str) -> str:
    """A page knows it by ``location.host``."""
    return f"{origin.partition('//')[2]}.json"


def offline(settings: Settings, site: Site) -> dict[str, Any]:
    """What the file says when no agent is there."""
    groups = {group: {"state": "offline", "valid_until": 0} for group in site.groups}
    return {
        "unanswered_seconds": site.unanswered_seconds,
        "contact": site.contact is not None,
        "analysis": analysis_of(settings, site),
        "groups": groups,
    }
