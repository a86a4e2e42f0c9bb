"""The browser bundle on its way into the bucket.

Parts before what loads them: an open page of the last release keeps its parts, which are never removed, and a
new loader finds its own.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from aws_cdk import aws_s3 as s3
from aws_cdk.aws_s3_deployment import Source
from constructs import Construct

from stacks.uploads import Uploads

FOR_EVER = "public, max-age=31536000, immutable"
NOT_AT_ALL = "no-cache"
MAPS = "*.map"
"""Source maps, which nobody but whoever looks into an error asks for."""

FOR_MINUTES = "public, max-age=300"


class Assets(Construct):
    """``files`` is the browser bundle; ``console_config`` is what the console has to know of this deployment."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        uploads: Uploads,
        bucket: s3.IBucket,
        files: Path,
        console_config: Mapping[str, object],
    ) -> None:
        super().__init__(scope, construct_id)
        put = partial(uploads.put, self, bucket=bucket)
        put_parts = partial(put, sources=[Source.asset(str(files / "assets"))], prefix="assets", cache_control=FOR_EVER)
        parts = put_parts("Parts", exclude=[MAPS])
        # CloudFront compresses what it knows by its type:
        # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
        put_parts("Maps", exclude=["*"], include=[MAPS], content_type="application/json")
        console = put(
            "Console",
            sources=[Source.asset(str(files / "console")), Source.json_data("config.json", console_config)],
            prefix="console",
            cache_control=NOT_AT_ALL,
        )
        loader = put(
            "Loader",
            sources=[Source.data("loader.js", (files / "loader.js").read_text(encoding="utf-8"))],
            prefix=None,
            cache_control=FOR_MINUTES,
            invalidates=True,
        )
        console.node.add_dependency(parts)
        loader.node.add_dependency(console)
