"""What an operator promises its visitors, and how a test says that it proves one of these."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

import pytest

_Test = TypeVar("_Test", bound=Callable[..., object])

PROMISES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "P1": "What the widget consists of comes from CloudFront when a page with it is opened; visitors are told that "
        "their address thereby reaches Amazon Web Services, also outside the EU, and on what that rests.",
        "P2": "A returning visitor is recognised, and what was said is there again, by what the visitor's own browser "
        "keeps.",
        "P3": "What is sent by contact form is kept on the operator's servers, encrypted, read by the group that it is "
        "for, and passed to nobody.",
        "P4": "On request what is stored is deleted.",
        "P5": "Usage and software errors are recorded to improve the product.",
        "P6": "Usage is analysed with the operator's own Matomo, and addresses are anonymised at once.",
        "P7": "A visitor can object to the analysis, in the widget's menu under Settings.",
        "P8": "Errors are reported automatically, in Sentry's format: log data on the course of the program and of the "
        "traffic, which may contain personal data. It serves to mend errors alone, and is deleted after 30 days at the "
        "latest.",
        "P9": "A visitor can object to automatic error reports, in the widget's menu under Settings.",
        "P10": "The operator receives a text for its own privacy notice, and the advice to have it checked.",
        "P11": "A company talks to the visitors of its website: text chat and video consultation.",
    }
)
"""In the product's words. Numbers are stable: the generated notice and the audit refer to them."""

NOT_BUILT: Final[Mapping[str, str]] = MappingProxyType({"P11": "text chat as said; video is not built yet"})
"""What is still missing of a promise."""


def promise(number: str, mechanism: str) -> Callable[[_Test], _Test]:
    """Marks a test as a proof. ``mechanism`` is what keeps the promise: a line of the table in ``docs/privacy.md``.

    Both are written as they are, since the table is read off the tests' source.
    """
    if number not in PROMISES:
        raise ValueError(f"expected one of {', '.join(PROMISES)}, got {number}")
    mark: Callable[[_Test], _Test] = pytest.mark.promise(number, mechanism)
    return mark
