import pytest

from local.sentry import WrongSentry, sentry_dsn


@pytest.mark.parametrize("environment", [{}, {"SENTRY_DSN": ""}])
def test_without_one_named_nothing_is_passed_on(environment: dict[str, str]) -> None:
    assert sentry_dsn(environment) is None


@pytest.mark.parametrize(
    "dsn",
    ["http://key@127.0.0.1:8000/1", "https://0123abc@sentry.example.com/42", "https://key@example.com/a/b/1"],
)
def test_one_of_this_machine_or_elsewhere_may_be_named(dsn: str) -> None:
    assert sentry_dsn({"SENTRY_DSN": dsn}) == dsn


@pytest.mark.parametrize(
    "dsn",
    [
        "sentry.example.com/1",
        "https://sentry.example.com/1",
        "https://key@sentry.example.com/",
        "https://key@sentry.example.com/1?x",
        "https://key@sentry.example.com/1\n",
        "ftp://key@sentry.example.com/1",
    ],
)
def test_what_is_no_dsn_is_said_without_its_key(dsn: str) -> None:
    with pytest.raises(WrongSentry) as caught:
        sentry_dsn({"SENTRY_DSN": dsn})
    assert str(caught.value) == ("SENTRY_DSN: expected a DSN such as http://key@127.0.0.1:8000/1, got something else")
