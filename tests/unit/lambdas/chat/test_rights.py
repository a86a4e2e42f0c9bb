"""Every cell of the table of rights, written down a second time."""

import pytest

from lambdas.chat.records import StoredConversation
from lambdas.chat.rights import RIGHTS, Right, Who, conversation_meant, demand, may, who
from lambdas.identity.people import Agent, Identity, Visitor
from lambdas.protocol.entries import ConversationState
from lambdas.protocol.refusals import RefusalCode, Refused

WAITING, TAKEN, CLOSED = ConversationState.WAITING, ConversationState.TAKEN, ConversationState.CLOSED
OWN = Visitor(visitor_id="v" * 43, site="shop")


def an_agent(name: str, *groups: str) -> Agent:
    return Agent(agent_id=name, groups=frozenset(groups), expires_at=2_000_000_000)


PEOPLE: dict[str, Identity] = {
    "visitor": OWN,
    "another visitor": Visitor(visitor_id="w" * 43, site="shop"),
    "same visitor on another site": Visitor(visitor_id="v" * 43, site="other"),
    "holder": an_agent("holder", "shop.service"),
    "colleague": an_agent("colleague", "shop.service"),
    "agent of another group": an_agent("sales", "shop.sales"),
    "agent of another site": an_agent("elsewhere", "other.service"),
    "holder who left the group": an_agent("holder", "shop.sales"),
    "supervisor": an_agent("supervisor", "shop.supervisor"),
    "observer": an_agent("observer", "shop.supervisor"),
    "observer who is supervisor no more": an_agent("observer", "shop.service"),
    "supervisor of another site": an_agent("supervisor", "other.supervisor"),
}

# Columns: read, write, mark, introduce, start, take, observe, close, reopen.
TABLE = {
    (WAITING, "visitor"): "yes yes yes yes yes -   -   yes -  ",
    (WAITING, "another visitor"): "-   -   -   -   -   -   -   -   -  ",
    (WAITING, "same visitor on another site"): "-   -   -   -   -   -   -   -   -  ",
    (WAITING, "holder"): "yes -   -   -   -   yes -   -   -  ",
    (WAITING, "colleague"): "yes -   -   -   -   yes -   -   -  ",
    (WAITING, "agent of another group"): "-   -   -   -   -   -   -   -   -  ",
    (WAITING, "agent of another site"): "-   -   -   -   -   -   -   -   -  ",
    (WAITING, "holder who left the group"): "-   -   -   -   -   -   -   -   -  ",
    (WAITING, "supervisor"): "yes -   -   -   -   yes -   -   -  ",
    (WAITING, "observer"): "yes -   -   -   -   yes -   -   -  ",
    (WAITING, "observer who is supervisor no more"): "yes -   -   -   -   yes -   -   -  ",
    (WAITING, "supervisor of another site"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "visitor"): "yes yes yes yes yes -   -   yes -  ",
    (TAKEN, "another visitor"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "same visitor on another site"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "holder"): "yes yes yes -   -   yes -   yes yes",
    (TAKEN, "colleague"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "agent of another group"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "agent of another site"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "holder who left the group"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "supervisor"): "-   -   -   -   -   yes yes -   -  ",
    (TAKEN, "observer"): "yes -   -   -   -   yes -   -   -  ",
    (TAKEN, "observer who is supervisor no more"): "-   -   -   -   -   -   -   -   -  ",
    (TAKEN, "supervisor of another site"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "visitor"): "yes -   yes -   yes -   -   yes -  ",
    (CLOSED, "another visitor"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "same visitor on another site"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "holder"): "yes -   yes -   -   -   -   yes yes",
    (CLOSED, "colleague"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "agent of another group"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "agent of another site"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "holder who left the group"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "supervisor"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "observer"): "yes -   -   -   -   -   -   -   -  ",
    (CLOSED, "observer who is supervisor no more"): "-   -   -   -   -   -   -   -   -  ",
    (CLOSED, "supervisor of another site"): "-   -   -   -   -   -   -   -   -  ",
}


def conversation(state: ConversationState) -> StoredConversation:
    waiting = state is WAITING
    return StoredConversation(
        conversation_id=OWN.conversation_id,
        state=state,
        group="service",
        locale="de",
        seq=3,
        started_at=1,
        changed_at=2,
        agent_id=None if waiting else "holder",
        observers=frozenset() if waiting else frozenset({"observer"}),
        expires_at=2_000_000_000,
    )


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", list(ConversationState))
def test_each_cell(state: ConversationState, person: str, right: Right) -> None:
    expected = TABLE[state, person].split()[list(Right).index(right)] == "yes"
    assert may(PEOPLE[person], right, conversation(state)) is expected
    if expected:
        assert demand(PEOPLE[person], right, conversation(state)) == conversation(state)
        return
    with pytest.raises(Refused):
        demand(PEOPLE[person], right, conversation(state))


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("state", list(ConversationState))
@pytest.mark.parametrize("person", [name for name in PEOPLE if "another" in name or "left" in name])
def test_an_outsider_can_not_tell_a_conversation_from_none(person: str, state: ConversationState, right: Right) -> None:
    with pytest.raises(Refused) as refused:
        demand(PEOPLE[person], right, conversation(state))
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_an_insider_is_told_why() -> None:
    reasons = [
        ("visitor", Right.WRITE, CLOSED, RefusalCode.NOT_OPEN),
        ("holder", Right.WRITE, CLOSED, RefusalCode.NOT_OPEN),
        ("colleague", Right.TAKE, TAKEN, RefusalCode.TAKEN),
        ("colleague", Right.TAKE, CLOSED, RefusalCode.NOT_OPEN),
        ("colleague", Right.WRITE, WAITING, RefusalCode.NOT_ALLOWED),
        ("colleague", Right.READ, TAKEN, RefusalCode.NOT_ALLOWED),
    ]
    for person, right, state, code in reasons:
        with pytest.raises(Refused) as refused:
            demand(PEOPLE[person], right, conversation(state))
        assert refused.value.code is code


def test_only_the_visitor_learns_that_there_is_no_conversation() -> None:
    with pytest.raises(Refused) as refused:
        demand(OWN, Right.WRITE, None)
    assert refused.value.code is RefusalCode.NOT_OPEN
    with pytest.raises(Refused) as refused:
        demand(PEOPLE["supervisor"], Right.READ, None)
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_the_table_has_every_cell() -> None:
    assert set(RIGHTS) == set(ConversationState)
    assert all(set(row) == set(Who) for row in RIGHTS.values())


def test_a_holder_of_a_supervisor_is_a_holder() -> None:
    both = an_agent("holder", "shop.supervisor")
    assert who(both, conversation(TAKEN)) is Who.HOLDER


def test_a_visitor_need_not_name_its_conversation() -> None:
    assert conversation_meant(OWN, None) == conversation_meant(OWN, OWN.conversation_id) == OWN.conversation_id


@pytest.mark.parametrize(
    ("person", "named", "code"),
    [
        ("visitor", f"shop.{'w' * 43}", RefusalCode.NOT_ALLOWED),
        ("visitor", f"other.{'v' * 43}", RefusalCode.NOT_ALLOWED),
        ("holder", None, RefusalCode.INVALID_COMMAND),
        ("holder", f"other.{'v' * 43}", RefusalCode.NOT_ALLOWED),
        ("supervisor of another site", f"shop.{'v' * 43}", RefusalCode.NOT_ALLOWED),
    ],
)
def test_a_foreign_conversation_is_refused_by_its_name(person: str, named: str | None, code: RefusalCode) -> None:
    with pytest.raises(Refused) as refused:
        conversation_meant(PEOPLE[person], named)
    assert refused.value.code is code
