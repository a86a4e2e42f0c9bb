"""The CloudFront Function of the cards, as it is deployed, on events of CloudFront's form."""

import pytest

from stacks.card_paths import card_paths
from stacks.edge_headers import card_policy
from tests.contract.edge_functions import answers, event

CODE = card_paths(["shop", "shop/sales"])


@pytest.mark.parametrize("path", ["/card/shop", "/card/shop/sales"])
def test_a_card_is_asked_of_the_bucket_also_with_a_slash_too_many(path: str) -> None:
    assert answers(CODE, path, f"{path}/") == [event(path)["request"]] * 2


@pytest.mark.parametrize(
    "path",
    ["/card/", "/card/nobody", "/card/shop/nobody", "/card/shop//", "/card/shop/sales/x", "/card/%73hop", "/card/Shop"],
)
def test_where_no_card_is_the_edge_says_so_in_words(path: str) -> None:
    (answer,) = answers(CODE, path)
    assert answer["statusCode"] == 404
    assert answer["headers"]["content-type"]["value"] == "text/html; charset=utf-8"
    assert '<p lang="de">Unter dieser Adresse ist kein Chat.' in answer["body"]
    assert '<p lang="en">There is no chat at this address.' in answer["body"]


def test_what_it_says_comes_under_the_policy_of_the_cards_and_has_no_script() -> None:
    (answer,) = answers(CODE, "/card/nobody")
    assert answer["headers"]["content-security-policy"] == {"value": card_policy()}
    assert "<script" not in answer["body"]


def test_it_says_nothing_that_was_asked() -> None:
    plain, odd = answers(CODE, "/card/nobody", "/card/<script>alert(1)</script>")
    assert plain == odd
