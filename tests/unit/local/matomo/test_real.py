import pytest

from local.matomo.real import RealMatomo, WrongMatomo, real_matomo

URL, TOKEN = "https://matomo.example.com/", "0123456789abcdef" * 2


def test_without_either_there_is_none() -> None:
    assert real_matomo({}) is None
    assert real_matomo({"MATOMO_URL": "", "MATOMO_TOKEN": ""}) is None


def test_both_name_one() -> None:
    for url in (URL, "http://192.168.0.2:8000/piwik/"):
        assert real_matomo({"MATOMO_URL": url, "MATOMO_TOKEN": TOKEN}) == RealMatomo(url=url, token=TOKEN)


@pytest.mark.parametrize(
    "url", ["", "matomo.example.com/", "https://matomo.example.com", f"{URL}?token_auth=x", f"{URL}?/", "https://a@b/"]
)
def test_an_address_is_one_of_an_installation(url: str) -> None:
    with pytest.raises(
        WrongMatomo, match=r"^MATOMO_URL: expected an address such as https://matomo\.example\.com/, got "
    ):
        real_matomo({"MATOMO_URL": url, "MATOMO_TOKEN": TOKEN})


@pytest.mark.parametrize("token", ["", "secret", TOKEN[1:], f"{TOKEN}\n"])
def test_a_wrong_token_is_named_and_not_shown(token: str) -> None:
    with pytest.raises(WrongMatomo, match=r"^MATOMO_TOKEN: expected Matomo's token") as wrong:
        real_matomo({"MATOMO_URL": URL, "MATOMO_TOKEN": token})
    assert "got something else" in str(wrong.value)
    assert TOKEN not in repr(RealMatomo(url=URL, token=TOKEN))
