"""``make bench``: prints what a message costs and takes, part by part, or the parts that are named."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from stacks.errors import NotReady
from tests.bench.browser import browser
from tests.bench.cost import cost_of_a_message
from tests.bench.length import length_of_a_conversation
from tests.bench.page.lighthouse import lighthouse
from tests.bench.page.part import page
from tests.bench.runtime_api import Failed
from tests.bench.size import size
from tests.bench.start import start
from tests.bench.storm import storm
from tests.bench.turns import turns_of_talk
from tests.bench.usage import usage
from tests.bench.work import proof_of_work

PARTS: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "messages": cost_of_a_message,
    "turns": turns_of_talk,
    "length": length_of_a_conversation,
    "size": size,
    "start": start,
    "browser": browser,
    "work": proof_of_work,
    "usage": usage,
    "storm": storm,
    "page": page,
    "lighthouse": lighthouse,
}


def main(names: list[str]) -> int:
    """The exit status: 2 when a part is not known or can not run."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"bench: expected {', '.join(PARTS)}, got: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    try:
        for name in names or PARTS:
            for line in PARTS[name]():
                print(line, flush=True)
    except (Failed, NotReady) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
