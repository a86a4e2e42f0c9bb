"""The CloudFront Function before the business cards: what it lets through, and what it says where no card is."""

import json
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Final

from stacks.edge_headers import card_policy

_FOLDER: Final = Path(__file__).parent


def card_paths(cards: Iterable[str]) -> str:
    """Its code. ``cards`` are the paths below ``/card/`` at which there is one.

    Its answer brings its own headers, so that it does not matter whether CloudFront adds the behaviour's to it.
    """
    page = Template(_source("no_card.html")).substitute(style=_source("card.css"))
    return Template(_source("card_paths.js")).substitute(
        cards=json.dumps([f"/card/{path}" for path in cards]), page=json.dumps(page), policy=json.dumps(card_policy())
    )


def _source(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
