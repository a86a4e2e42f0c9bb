"""Browsers by name, main version and system."""

import pytest

from lambdas.errors.scrubber.devices import USER_AGENT, browser_of, reduced, system_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36",
            ("Chrome", "126"),
            "Windows",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68",
            ("Edge", "126"),
            "Windows",
        ),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/125.0.0.0 Safari/537.36 OPR/111.0",
            ("Opera", "111"),
            "ChromeOS",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "140"), "Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile",
            ("Samsung Internet", "25"),
            "Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148",
            ("Safari", "17"),
            "iOS",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/126.0 Mobile",
            ("Chrome", "126"),
            "iOS",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari",
            ("Safari", "17"),
            "macOS",
        ),
        ("curl/8.5.0", None, None),
        ("x" * 600 + " Windows Chrome/126", None, None),
    ],
)
def test_a_browser_is_told_from_others(agent: str, browser: tuple[str, str] | None, system: str | None) -> None:
    assert browser_of(agent) == browser
    assert system_of(agent) == system


def test_in_a_text_the_rest_stays() -> None:
    text = f"saw Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 and broke"
    assert USER_AGENT.sub(reduced, text) == "saw Chrome 126 and broke"


def test_what_an_app_says_of_the_device_goes() -> None:
    text = "Instagram 302.0 (iPhone14,5; iOS 17_0; de_DE) and (a; b) of (Linux)"
    assert USER_AGENT.sub(reduced, text) == "Instagram 302.0 [browser] and (a; b) of (Linux)"
