"""The settings of the analysis fit together, or are refused with one line."""

import json

import pytest

from stacks.analytics_settings import MATOMO_SITES_BYTES, matomo_sites_json
from stacks.settings import Settings, analysis_of, sites_json
from stacks.settings_file import parse_settings
from stacks.wrong_setting import WrongSetting

SITES = """
[deployment]
region = "eu-central-1"
[sites.shop]
origins = ["https://www.example.com", "https://shop.example.com"]
groups = ["service"]
matomo_site = 7
[sites.blog]
origins = ["https://blog.example.com"]
groups = ["editors"]
[retention]
conversation_days = 90
log_days = 14
"""
MATOMO = """
[analytics]
matomo_url = "https://matomo.example.com/"
"""
RIGHT = SITES + MATOMO


def complaint(text: str) -> str:
    with pytest.raises(WrongSetting) as caught:
        parse_settings(text)
    return str(caught.value)


def analyses(settings: Settings) -> dict[str, str | None]:
    return {name: analysis_of(settings, site) for name, site in settings.sites.items()}


def test_a_site_with_a_number_in_matomo_is_analysed_until_a_visitor_objects() -> None:
    settings = parse_settings(RIGHT)
    assert settings.analytics is not None
    assert (settings.analytics.ask_first, settings.analytics.waiting_days) == (False, 7)
    assert analyses(settings) == {"shop": "opt_out", "blog": None}
    assert {name: site["analysis"] for name, site in json.loads(sites_json(settings)).items()} == analyses(settings)


def test_an_operator_can_have_visitors_asked_first() -> None:
    assert analyses(parse_settings(RIGHT + "ask_first = true")) == {"shop": "opt_in", "blog": None}


def test_the_collecting_function_is_told_of_each_origin_which_website_it_is() -> None:
    assert json.loads(matomo_sites_json(parse_settings(RIGHT))) == {
        "https://www.example.com": 7,
        "https://shop.example.com": 7,
    }


def test_no_other_function_is_told_of_matomo() -> None:
    assert "matomo" not in sites_json(parse_settings(RIGHT))


def test_two_websites_may_be_one_in_matomo() -> None:
    both = RIGHT.replace('groups = ["editors"]', 'groups = ["editors"]\nmatomo_site = 7')
    assert set(json.loads(matomo_sites_json(parse_settings(both))).values()) == {7}


def test_a_matomo_without_a_site_is_refused() -> None:
    assert complaint(RIGHT.replace("matomo_site = 7\n", "")) == (
        "sites: expected a site with matomo_site, as analytics.matomo_url is set, got none"
    )


def test_a_site_without_a_matomo_is_refused() -> None:
    assert complaint(SITES) == (
        "analytics.matomo_url: expected an address such as https://matomo.example.com/, "
        "as sites.shop.matomo_site is set, got nothing"
    )


def test_matomo_has_an_address() -> None:
    assert complaint(SITES + "[analytics]\nwaiting_days = 3") == (
        "analytics.matomo_url: expected an address such as https://matomo.example.com/, with a slash at its end, "
        "got nothing"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://matomo.example.com/",
        "https://www.example.com/matomo/",
        "https://matomo.example.com:8443/a/b-c.d_e~f/",
        "https://localhost/",
        "https://192.0.2.1/",
    ],
)
def test_matomo_may_be_anywhere_behind_tls(address: str) -> None:
    analytics = parse_settings(RIGHT.replace("https://matomo.example.com/", address)).analytics
    assert analytics is not None
    assert analytics.matomo_url == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "matomo.example.com",
        "http://matomo.example.com/",
        "http://localhost:8080/",
        "https://matomo.example.com",
        "https://matomo.example.com/matomo.php",
        "https://matomo.example.com/?module=API",
        "https://matomo.example.com/#top",
        "https://matomo.example.com:443/",
        "https://matomo.example.com:0/",
        "https://Matomo.example.com/",
        "https://user:password@matomo.example.com/",
        "https://matomo..example.com/",
        "https://matomo.example.com//",
        "https://matomo.example.com/../",
        "https://matomo.example.com/.git/",
        "https://matomo.example.com/a b/",
        "https://[2001:db8::1]/",
        "https:///",
        " https://matomo.example.com/",
        "https://matomo.example.com/\\n",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    line = complaint(RIGHT.replace("https://matomo.example.com/", address))
    assert line.startswith(
        "analytics.matomo_url: expected an address such as https://matomo.example.com/, with a slash at its end, got "
    )


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (
            "matomo_site = 7",
            "matomo_site = 0",
            "sites.shop.matomo_site: expected the number that Matomo gave the website, got 0",
        ),
        (
            "matomo_site = 7",
            'matomo_site = "7"',
            'sites.shop.matomo_site: expected the number that Matomo gave the website, got "7"',
        ),
        (
            "[analytics]",
            "[analytics]\nwaiting_days = 0",
            "analytics.waiting_days: expected a whole number of days from 1 to 14, got 0",
        ),
        (
            "[analytics]",
            "[analytics]\nwaiting_days = 15",
            "analytics.waiting_days: expected a whole number of days from 1 to 14, got 15",
        ),
        ("[analytics]", "[analytics]\nask_first = 1", "analytics.ask_first: expected true or false, got 1"),
        (
            "[analytics]",
            '[analytics]\ntoken = "0123456789abcdef0123456789abcdef"',
            ('analytics.token: expected one of the keys matomo_url, ask_first, waiting_days, got "token"'),
        ),
        (
            "[analytics]",
            "[limits.reserved_concurrency]\nforward = 2\n[analytics]",
            "limits.reserved_concurrency.forward: expected a whole number of executions from 3 to 1000, got 2",
        ),
    ],
)
def test_a_wrong_setting_is_named(right: str, wrong: str, line: str) -> None:
    assert right in RIGHT
    assert complaint(RIGHT.replace(right, wrong)) == line


def test_the_shortest_and_the_longest_wait_are_taken() -> None:
    for days in (1, 14):
        analytics = parse_settings(f"{RIGHT}waiting_days = {days}").analytics
        assert analytics is not None
        assert analytics.waiting_days == days


def short_origins(number: int) -> str:
    """A site with so many. Of longer ones there are too many for ``SITES`` first."""
    origins = ", ".join(f'"https://{index:03}.de"' for index in range(number))
    text = RIGHT.replace('"https://www.example.com", "https://shop.example.com"', origins)
    return text.replace("matomo_site = 7", "matomo_site = 1000000")


def test_more_origins_than_the_collecting_function_can_be_told_are_refused() -> None:
    most = next(number for number in range(200) if len(matomo_sites(number + 1)) > MATOMO_SITES_BYTES)
    assert len(matomo_sites_json(parse_settings(short_origins(most)))) <= MATOMO_SITES_BYTES
    assert complaint(short_origins(most + 1)) == (
        f"sites: expected at most {MATOMO_SITES_BYTES} bytes of origins of sites with matomo_site, "
        f"got {len(matomo_sites(most + 1))} bytes"
    )


def matomo_sites(number: int) -> str:
    """As the function gets it, by the standard library."""
    sites = {f"https://{index:03}.de": 1_000_000 for index in range(number)}
    return json.dumps(sites, separators=(",", ":"))
