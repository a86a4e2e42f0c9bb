import tomllib
from pathlib import Path

import pytest

from local.settings import local_settings, named_fonts
from stacks.settings import analysis_of
from stacks.settings_file import parse_settings

ROOT = Path(__file__).parents[3]
TWO_SITES = b"""
[deployment]
region = "eu-central-1"
[sites.shop]
origins = ["https://www.example.com"]
groups = ["service"]
[sites.other]
origins = ["https://other.example"]
groups = ["service"]
matomo_site = 42
[retention]
conversation_days = 90
log_days = 14
"""


def test_a_local_run_analyses_every_site_of_settings_without_analytics() -> None:
    settings = parse_settings(local_settings(TWO_SITES).decode())
    assert {name: site.matomo_site for name, site in settings.sites.items()} == {"shop": 1, "other": 42}
    assert [analysis_of(settings, site) for site in settings.sites.values()] == ["opt_out", "opt_out"]


def test_nothing_else_of_the_settings_is_changed() -> None:
    before, after = tomllib.loads(TWO_SITES.decode()), tomllib.loads(local_settings(TWO_SITES).decode())
    assert after.pop("analytics") == {"matomo_url": "https://matomo.example/"}
    assert after["sites"]["shop"].pop("matomo_site") == 1
    assert before == after


def test_the_settings_that_are_shipped_stay_right() -> None:
    parse_settings(local_settings((ROOT / "tresen.toml").read_bytes()).decode())


def test_settings_with_analytics_stay_as_they_are() -> None:
    own = TWO_SITES + b'[analytics]\nmatomo_url = "https://matomo.example.com/"\nask_first = true\n'
    assert local_settings(own) == own


@pytest.mark.parametrize(
    "wrong",
    [b"[deployment", b"\xff", b"", b"sites = 1", b"[sites]\nshop = 1", b"sites = [1]"],
    ids=["no TOML", "no UTF-8", "empty", "sites are a number", "a site is a number", "sites are a list"],
)
def test_wrong_settings_are_for_the_app_to_name(wrong: bytes) -> None:
    assert local_settings(wrong) == wrong
    assert named_fonts(wrong) == []


def test_the_fonts_of_all_sites_are_named() -> None:
    fonts = b'[sites.shop.widget]\nfont = "a.woff2"\n[sites.other.widget]\nfont = "b.woff2"\n'
    assert named_fonts(TWO_SITES.replace(b"[retention]", fonts + b"[retention]")) == ["a.woff2", "b.woff2"]


@pytest.mark.parametrize("widget", [b"widget = 1", b"widget = {font = 1}", b"[sites.shop.widget]"])
def test_a_widget_that_is_none_names_no_font(widget: bytes) -> None:
    assert named_fonts(b"[sites.shop]\n" + widget) == []
