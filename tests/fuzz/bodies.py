"""Bodies of ``POST /api/events``: good ones, and all the ways in which one can be bad."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from tests.fuzz.secrets import Secrets
from tests.unit.lambdas.analytics.collect_world import BATCH, EVERY_EVENT, SHOP

Make = Callable[[Random, Secrets], str | bytes]

_WORDS: Final = (*BATCH, *{name for event in EVERY_EVENT for name in event}, "text", "name", "cid", "uid", "__class__")
TEXTS: Final = (
    *(
        "",
        " ",
        "null",
        "\x00",
        "\x1b[0m",
        "\ud800",
        "\udfff\ud800",
        "\u2028",
        "\ufeff",
        "\u202e",
        "e\u0301",
        "\U0010ffff",
    ),
    *(
        "../../etc/passwd",
        "%00",
        "%s%n",
        "${jndi:ldap://x}",
        "' OR 1=1 --",
        "<script>",
        "{{7*7}}",
        "\r\nX: 1",
        "A" * 9000,
    ),
)
NUMBERS: Final = (
    *(0, -1, 1, 2**31, 2**53 + 1, -(2**63), 2**64, 10**400, 1.5, -0.0, 1e308, 5e-324, True, False),
    *(float("nan"), float("inf"), -float("inf")),
)


def good(chance: Random, secrets: Secrets) -> str:
    return json.dumps(_batch(chance, secrets))


def _batch(chance: Random, secrets: Secrets) -> dict[str, Any]:
    """Its page may have an e-mail address or a number in it, and nothing else of it is anybody's."""
    events = [
        {**event, "age": chance.randint(0, 86_400_000)} for event in chance.choices(EVERY_EVENT, k=chance.randint(1, 9))
    ]
    at = chance.choice(["@", "%40", "%2540"])
    email, number = f"a/{secrets.word}{at}example.org/b", f"orders/RE-{secrets.number}.pdf"
    path = chance.choice(["", "shoes", email, number, f"cart;s={secrets.word}", "größe/\u2028"])
    return {
        **BATCH,
        "batch_id": f"{chance.getrandbits(128):032x}",
        "visit_id": f"{chance.getrandbits(64):016x}",
        "page": f"{SHOP}/{path}",
        "locale": chance.choice(["de", "en-GB", "zh-Hant-TW"]),
        "events": events,
    }


def other_value(chance: Random, secrets: Secrets) -> str:
    """One value somewhere is another; a word that may be anybody's is let into none that is passed on."""
    batch = _batch(chance, secrets)
    holder = chance.choice([batch, *batch["events"]])
    name = chance.choice([*holder])
    holder[name] = _value(chance, secrets, depth=2)
    return _dumped(chance, batch)


def other_fields(chance: Random, secrets: Secrets) -> str:
    """One too many, or one too few."""
    batch = _batch(chance, secrets)
    holder = chance.choice([batch, *batch["events"]])
    if chance.random() < 0.5:
        holder[chance.choice([*_WORDS, secrets.word])] = chance.choice([secrets.word, _value(chance, secrets, depth=1)])
    else:
        del holder[chance.choice([*holder])]
    return _dumped(chance, batch)


def many_events(chance: Random, secrets: Secrets) -> str:
    batch = _batch(chance, secrets)
    batch["events"] *= chance.choice([0, 2, 10, 50, 500])
    return json.dumps(batch)


def twice_the_same_key(chance: Random, secrets: Secrets) -> str:
    batch = good(chance, secrets)
    name = chance.choice([*BATCH])
    again = f'"{name}": {json.dumps(chance.choice([BATCH[name], secrets.word]))}'
    return f"{batch[:-1]}, {again}}}" if chance.random() < 0.5 else f"{{{again}, {batch[1:]}"


def altered_bytes(chance: Random, secrets: Secrets) -> bytes:
    """An address that loses its at sign is none any more, and may be told: so there is nobody's in it."""
    body = bytearray(good(chance, secrets._replace(word="nobody", number="7")), "utf-8")
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(body))
        body[place : place + chance.choice([0, 1, 1, 3, 40])] = chance.randbytes(chance.choice([0, 1, 1, 4]))
    return bytes(body)


def cut(chance: Random, secrets: Secrets) -> str:
    body = good(chance, secrets)
    return body[: chance.randrange(len(body))]


def random_bytes(chance: Random, _secrets: Secrets) -> bytes:
    return chance.randbytes(chance.choice([0, 1, 2, 3, 16, 300]))


def bomb(chance: Random, secrets: Secrets) -> str:
    """Deep, wide or long."""
    depth = chance.choice([10, 900, 1100, 12_000, 40_000])
    batch = json.dumps({**_batch(chance, secrets), "events": "HERE"})
    within = chance.choice(
        [
            "[" * depth + "]" * depth,
            "[" * depth,
            '{"a":' * (depth // 5) + "1" + "}" * (depth // 5),
            "[" + "0," * depth + "0]",
            "9" * depth,
            f"0.{'9' * depth}e{depth}",
            '"' + "\\u0041" * (depth // 6) + '"',
        ]
    )
    return batch.replace('"HERE"', within) if chance.random() < 0.5 else within


def _value(chance: Random, secrets: Secrets, depth: int) -> Any:
    kind = chance.random()
    if depth and kind < 0.15:
        return [_value(chance, secrets, depth - 1) for _ in range(chance.randint(0, 3))]
    if depth and kind < 0.3:
        return {chance.choice(_WORDS): _value(chance, secrets, depth - 1) for _ in range(chance.randint(0, 3))}
    if kind < 0.6:
        return chance.choice(TEXTS)
    return chance.choice([None, *NUMBERS])


def _dumped(chance: Random, value: Any) -> str:
    """As JSON, or as what resembles it: NaN, Infinity, lone surrogates."""
    return json.dumps(value, ensure_ascii=chance.random() < 0.5)


KINDS: Final[tuple[Make, ...]] = (
    good,
    other_value,
    other_fields,
    many_events,
    twice_the_same_key,
    altered_bytes,
    cut,
    random_bytes,
    bomb,
)
