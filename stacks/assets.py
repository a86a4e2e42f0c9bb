"""The browser bundle on its way into the bucket.

Parts before what loads them: an open page of the last release keeps its parts, which are never removed, and a
new loader finds its own.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from aws_cdk import aws_s3 as s3
from aws_cdk.aws_s3_deployment import Source
from constructs import Construct, IDependable

from stacks.cards import cards, group_cards
from stacks.errors import NotReady
from stacks.settings import Settings
from stacks.uploads import Uploads

FOR_EVER = "public, max-age=31536000, immutable"
NOT_AT_ALL = "no-cache"
MAPS = "*.map"
"""Source maps, which nobody but whoever looks into an error asks for."""

FOR_MINUTES = "public, max-age=300"
HTML: Final = "text/html; charset=utf-8"

SCRIPTS: Final = ("loader.js", "element.js")
"""What pages name, and so has the same address in each release."""


@dataclass(frozen=True, kw_only=True)
class PinnedLoader:
    """The loader of this release alone, for pages that name its hash."""

    path: str
    integrity: str


def pinned_loader(files: Path) -> PinnedLoader:
    """Of the browser bundle, which has the loader a second time. Raises ``NotReady``."""
    contents = (files / "loader.js").read_bytes()
    for path in sorted(files.glob("assets/loader-*.js")):
        if path.read_bytes() == contents:
            digest = b64encode(hashlib.sha256(contents).digest()).decode()
            return PinnedLoader(path=f"/assets/{path.name}", integrity=f"sha256-{digest}")
    raise NotReady("widget_assets/dist: expected a copy of loader.js among the assets, got none: run make build")


class Assets(Construct):
    """``files`` is the browser bundle; ``console_config`` is what the console has to know of this deployment.

    ``fonts`` is a folder with the sites' own fonts. The pages of the chat's own address come with what they show.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        uploads: Uploads,
        bucket: s3.IBucket,
        files: Path,
        console_config: Mapping[str, object],
        fonts: Path | None,
        settings: Settings,
    ) -> None:
        super().__init__(scope, construct_id)
        self._put = put = partial(uploads.put, self, bucket=bucket)
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
        if fonts:
            self._put_fonts(fonts)
        loader = put(
            "Loader",
            sources=[Source.data(name, (files / name).read_text(encoding="utf-8")) for name in SCRIPTS],
            prefix=None,
            cache_control=FOR_MINUTES,
            invalidates=True,
        )
        console.node.add_dependency(parts)
        loader.node.add_dependency(console, *self._put_cards(settings))

    def _put_fonts(self, fonts: Path) -> None:
        self._put(
            "Fonts",
            sources=[Source.asset(str(fonts))],
            prefix="assets",
            cache_control=FOR_EVER,
            content_type="font/woff2",
        )

    def _put_cards(self, settings: Settings) -> Iterator[IDependable]:
        """In two uploads: what is a file in the one, such as ``shop``, is a folder in the other."""
        for construct_id, pages in (("Cards", cards(settings)), ("GroupCards", group_cards(settings))):
            if pages:
                yield self._put(
                    construct_id,
                    sources=[Source.data(name, page) for name, page in pages.items()],
                    prefix="card",
                    cache_control=FOR_MINUTES,
                    content_type=HTML,
                )
