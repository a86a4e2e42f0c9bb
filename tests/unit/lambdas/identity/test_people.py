from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from lambdas.identity.people import Identity, context_of, identity_of
from lambdas.protocol.refusals import RefusalCode, Refused
from tests.unit.lambdas.world import agent, visitor


@pytest.mark.parametrize("identity", [visitor(), agent("ada", "shop.service", "shop.supervisor")])
def test_the_authorizers_context_carries_an_identity_as_text(identity: Identity) -> None:
    context = context_of(identity)
    assert all(isinstance(value, str) for value in context.values())
    assert identity_of({**context, "principalId": "visitor", "integrationLatency": 7}) == identity


def test_a_connection_does_not_know_who_operates() -> None:
    context = context_of(structs.replace(agent("ada", "shop.service"), operates=True))
    assert "operator" not in " ".join(context.values())
    assert identity_of(context) == agent("ada", "shop.service")


GOOD = {"party": "visitor", "visitor_id": "v" * 43, "site": "shop"}
AGENT = {"party": "agent", "agent_id": "ada", "groups": "shop.service", "expires_at": "1"}


@pytest.mark.parametrize(
    "context",
    [
        None,
        "",
        [],
        {},
        {**GOOD, "party": "agent"},
        {**GOOD, "visitor_id": "v" * 42},
        {**GOOD, "visitor_id": "v" * 43 + "\n"},
        {**GOOD, "site": "Shop"},
        {**GOOD, "site": "a.b"},
        {**AGENT, "agent_id": "a#b"},
        {**AGENT, "agent_id": ""},
        {**AGENT, "expires_at": "soon"},
        {**AGENT, "groups": None},
    ],
)
def test_anything_else_is_nobody(context: Any) -> None:
    with pytest.raises(Refused) as refused:
        identity_of(context)
    assert refused.value.code is RefusalCode.NOT_ALLOWED


@given(st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)))
def test_whatever_comes_is_refused_and_never_breaks(context: Any) -> None:
    with pytest.raises(Refused):
        identity_of(context)
