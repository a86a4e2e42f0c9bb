"""The CloudFront Function before the business cards: what it lets through, and what it says where no card is."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Final

from stacks.edge_headers import no_card_headers

FUNCTION_BYTES: Final = 10 * 1024
"""The most code that a CloudFront Function may have. A third of it has room for every site and group that there can be,
see ``stacks.settings_file.SITES_BYTES``.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions
"""

_FOLDER: Final = Path(__file__).parent


def card_paths(cards: Mapping[str, Sequence[str]]) -> str:
    """Its code. ``cards`` has the groups of each site with cards, by its name."""
    page = Template(_source("no_card.html")).substitute(style=_source("card.css"))
    headers = {name.lower(): {"value": value} for name, value in no_card_headers().items()}
    return Template(_source("card_paths.js")).substitute(groups=_json(cards), headers=_json(headers), page=_json(page))


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _source(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
