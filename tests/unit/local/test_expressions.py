from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.expressions import flat, replaced, unflat

NAME = {"Fn::GetAtt": ["Edge", "DomainName"]}
URL = {"Fn::Join": ["", ["https://", NAME]]}
LOCAL = {flat(URL): "http://chat.localhost:8080"}


def test_an_expression_by_itself_is_replaced() -> None:
    assert replaced({"PUBLIC_URL": URL}, LOCAL) == {"PUBLIC_URL": "http://chat.localhost:8080"}


def test_an_expression_merged_into_a_longer_join_is_replaced() -> None:
    policy = {"Fn::Join": ["", ["connect-src 'self' https://", NAME, "/a https://", NAME, "; img-src ", {"Ref": "X"}]]}
    assert replaced(policy, LOCAL) == {
        "Fn::Join": [
            "",
            [
                "connect-src 'self' http://chat.localhost:8080/a http://chat.localhost:8080; img-src ",
                {"Ref": "X"},
            ],
        ]
    }


def test_a_replacement_may_hold_an_expression() -> None:
    keys = {"Fn::Join": ["", ["https://cognito/", {"Ref": "Pool"}, "/jwks.json"]]}
    local = {flat(keys): f"http://127.0.0.1:1/{flat({'Ref': 'Pool'})}/jwks.json"}
    assert replaced([keys], local) == [{"Fn::Join": ["", ["http://127.0.0.1:1/", {"Ref": "Pool"}, "/jwks.json"]]}]


def test_what_only_begins_like_the_expression_stays() -> None:
    other = {"Fn::Join": ["", ["https://", {"Fn::GetAtt": ["Other", "DomainName"]}]]}
    assert replaced(other, LOCAL) == other


@pytest.mark.parametrize("value", [None, True, 3, "text", [], {"Fn::Join": [",", ["a", NAME]]}, {"Fn::Sub": "${A}b"}])
def test_everything_else_stays_as_it_is(value: Any) -> None:
    assert replaced(value, LOCAL) == value


parts = st.lists(st.text(st.characters(exclude_characters="\0"), min_size=1) | st.just(NAME) | st.just({"Ref": "Pool"}))


@given(parts)
def test_unflat_gives_an_expression_of_the_same_meaning(some: list[Any]) -> None:
    text = flat({"Fn::Join": ["", some]})
    assert flat(unflat(text)) == text
