"""The availability files that a deployment begins with: nobody is there.

Without one a page view would find nothing, and leave an error in the browser's log. The presence function is the only
one that writes them afterwards. What lies here changes with the sites' settings and with the launcher's texts, so
CloudFormation puts it there again only then; then they look offline until an agent's next renewal, within a minute,
finds so and replaces the file (``lambdas.chat.attendance``, on the condition that it is still the same).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from aws_cdk import aws_s3 as s3
from aws_cdk.aws_s3_deployment import Source
from constructs import Construct

from stacks.edge import CACHED_SECONDS
from stacks.look import Look
from stacks.settings import Settings, Site, analysis_of
from stacks.uploads import Uploads


class FirstAvailability(Construct):
    """A file for each origin of each site, and one for its name, in one upload: each brings a layer of its own along.

    ``looks`` has each site's look.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        uploads: Uploads,
        bucket: s3.IBucket,
        settings: Settings,
        looks: Mapping[str, Look],
    ) -> None:
        super().__init__(scope, construct_id)
        uploads.put(
            self,
            "Files",
            sources=[Source.json_data(name, content) for name, content in first_files(settings, looks)],
            bucket=bucket,
            prefix="availability",
            cache_control=f"public, max-age={CACHED_SECONDS}",
        )


def first_files(settings: Settings, looks: Mapping[str, Look]) -> Iterator[tuple[str, dict[str, Any]]]:
    """By their names."""
    for name, site in settings.sites.items():
        content = offline(settings, site, looks[name])
        for origin in site.origins:
            yield file_name(origin), content
        yield f"{name}.json", content


def file_name(origin: str) -> str:
    """A page knows it by ``location.host``."""
    return f"{origin.partition('//')[2]}.json"


def offline(settings: Settings, site: Site, look: Look) -> dict[str, Any]:
    """What the file says when no agent is there."""
    groups = {group: {"state": "offline", "valid_until": 0} for group in site.groups}
    return {
        "unanswered_seconds": site.unanswered_seconds,
        "conversation_days": settings.retention.conversation_days,
        "contact": site.contact is not None,
        "analysis": analysis_of(settings, site),
        "look": look,
        "groups": groups,
    }
