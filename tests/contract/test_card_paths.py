"""The CloudFront Function of the cards, as it is deployed, on events of CloudFront's form."""

import json

import pytest

from stacks.card_paths import FUNCTION_BYTES, card_paths
from stacks.edge_headers import no_card_headers
from stacks.settings_file import SITES_BYTES, parse_settings
from stacks.wrong_setting import WrongSetting
from tests.contract.edge_functions import answers, event

CODE = card_paths({"shop": ("service", "sales"), "blog": ("editors",)})


@pytest.mark.parametrize("path", ["/card/shop", "/card/shop/sales", "/card/blog", "/card/blog/editors"])
def test_a_card_is_asked_of_the_bucket_also_with_a_slash_too_many(path: str) -> None:
    assert answers(CODE, path, f"{path}/") == [event(path)["request"]] * 2


@pytest.mark.parametrize(
    "path",
    [
        "/card",
        "/card/",
        "/card//",
        "/card//shop",
        "/card/nobody",
        "/card/nobody/sales",
        "/card/shop/nobody",
        "/card/shop/editors",
        "/card/shop//",
        "/card/shop/sales/x",
        "/card/%73hop",
        "/card/Shop",
        "/card/constructor",
        "/card/__proto__",
        "/card/shop/length",
    ],
)
def test_where_no_card_is_the_edge_says_so_in_words(path: str) -> None:
    (answer,) = answers(CODE, path)
    assert answer["statusCode"] == 404
    assert answer["headers"]["content-type"]["value"] == "text/html; charset=utf-8"
    assert '<p lang="de">Unter dieser Adresse ist kein Chat.' in answer["body"]
    assert '<p lang="en">There is no chat at this address.' in answer["body"]


def test_what_it_says_comes_with_headers_of_its_own_and_has_no_script() -> None:
    (answer,) = answers(CODE, "/card/nobody")
    assert answer["headers"] == {name.lower(): {"value": value} for name, value in no_card_headers().items()}
    assert "<script" not in answer["body"]


def test_it_says_nothing_that_was_asked() -> None:
    plain, odd = answers(CODE, "/card/nobody", "/card/<script>alert(1)</script>")
    assert plain == odd


def test_it_has_room_for_more_cards_than_a_deployment_can_have() -> None:
    groups = more_groups_than_there_can_be()
    code = card_paths({"s": groups})
    assert len(code.encode()) <= FUNCTION_BYTES
    paths = [f"/card/s/{groups[0]}", f"/card/s/{groups[-1]}"]
    assert answers(code, *paths) == [event(path)["request"] for path in paths]


def more_groups_than_there_can_be() -> list[str]:
    """A group takes as many bytes here as of what functions are told of the sites, where more stands."""
    groups = [f"{number:03}" for number in range(SITES_BYTES // len('"000",'))]
    settings = f"""
[deployment]
region = "eu-central-1"
[sites.s]
origins = ["https://www.example.com"]
groups = {json.dumps(groups)}
[retention]
conversation_days = 90
log_days = 14
"""
    with pytest.raises(WrongSetting, match=f"at most {SITES_BYTES} bytes of sites"):
        parse_settings(settings)
    return groups
