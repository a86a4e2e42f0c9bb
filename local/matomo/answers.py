"""How Matomo's bulk API answers, as far as functions can meet it: ``plugins/BulkTracking/Tracker`` of its source."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

LONGEST_NAME: Final = 4096
"""Characters of what an event is called: what is longer does not fit into Matomo's column, and it fails on that."""

Parameters = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """The body of a bulk request."""

    token: str
    requests: Sequence[Parameters]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is answered, and what became of the requests: one that only asks is neither stored nor refused."""

    status: int
    body: Mapping[str, Any]
    stored: Sequence[Parameters] = ()
    refused: Sequence[Parameters] = ()


def bulk_of(body: bytes) -> Bulk | None:
    """``None`` for whatever is none, or is one of nothing."""
    try:
        told = json.loads(body)
        requests, token = told["requests"], str(told.get("token_auth", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not requests or not isinstance(requests, list) or not all(isinstance(it, dict) for it in requests):
        return None
    return Bulk(token=token, requests=requests)


def is_poison(parameters: Parameters) -> bool:
    """Whether Matomo fails on it, and with it on all that came along."""
    return any(len(str(parameters.get(name, ""))) > LONGEST_NAME for name in ("e_c", "e_a", "e_n"))


def outcome_of(bulk: Bulk, *, trusted: bool, poisoned: Callable[[Parameters], bool]) -> Outcome:
    """All of it is one transaction. Whoever has no right token may not say which address a request came from.

    Matomo keeps what it refuses among its failed requests, as it came, for two days.
    """
    taken: list[Parameters] = []
    refused: list[Parameters] = []
    for parameters in bulk.requests:
        if "cip" in parameters and not trusted:
            refused.append(parameters)
        elif _is_to_be_recorded(parameters) and poisoned(parameters):
            return Outcome(status=500, body={"status": "error", "tracked": len(taken), "invalid": 0})
        else:
            taken.append(parameters)
    return Outcome(
        status=200,
        body={"status": "success", "tracked": len(taken), "invalid": len(refused)},
        stored=[it for it in taken if _is_to_be_recorded(it)],
        refused=refused,
    )


def _is_to_be_recorded(parameters: Parameters) -> bool:
    """One that is not counts as tracked nevertheless."""
    return str(parameters.get("rec")) == "1"
