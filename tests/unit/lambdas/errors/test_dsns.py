"""DSNs: which one is ours, and where an operator's own Sentry is."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.dsns import Dsn, InvalidDsn, is_own, parse_dsn
from stacks.settings import SentryDsn
from tests.hostile.dsns import FOREIGN
from tests.unit.lambdas.errors.envelope_samples import OWN

PATTERN: str = get_args(SentryDsn)[1].pattern


class TestOwn:
    def test_the_same_letters(self) -> None:
        assert is_own(OWN, OWN)

    @pytest.mark.parametrize("given", [None, "", *FOREIGN])
    def test_nothing_else(self, given: str | None) -> None:
        assert not is_own(given, OWN)

    @given(st.text() | st.integers(0, len(OWN)).map(lambda end: OWN[:end] + OWN[end + 1 :]))
    def test_no_other_text(self, text: str) -> None:
        assert is_own(text, OWN) == (text == OWN)


class TestParsed:
    @pytest.mark.parametrize(
        ("text", "dsn"),
        [
            ("https://k3y@sentry.example.com/1", ("https", "k3y", "sentry.example.com", 443, "", "1")),
            ("https://K@o1.ingest.de.sentry.io/4501", ("https", "K", "o1.ingest.de.sentry.io", 443, "", "4501")),
            ("https://k@errors.example.com:8443/a/b-c/7", ("https", "k", "errors.example.com", 8443, "/a/b-c", "7")),
            ("https://k@localhost:1/7", ("https", "k", "localhost", 1, "", "7")),
            ("https://k@xn--mnchen-3ya.example/7", ("https", "k", "xn--mnchen-3ya.example", 443, "", "7")),
            ("http://k@127.0.0.1:9000/2", ("http", "k", "127.0.0.1", 9000, "", "2")),
            ("http://k@[::1]:9000/2", ("http", "k", "::1", 9000, "", "2")),
            ("http://k@localhost/2", ("http", "k", "localhost", 80, "", "2")),
            ("https://k@a.b:65535/2", ("https", "k", "a.b", 65_535, "", "2")),
        ],
    )
    def test_where_it_leads(self, text: str, dsn: tuple[str, str, str, int, str, str]) -> None:
        scheme, public_key, host, port, path, project = dsn
        expected = Dsn(scheme=scheme, public_key=public_key, host=host, port=port, path=path, project=project)
        assert parse_dsn(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "https://sentry.example.com/1",
            "https://@sentry.example.com/1",
            "https://key:password@sentry.example.com/1",
            "https://a@b@sentry.example.com/1",
            "https://k@sentry.example.com",
            "https://k@sentry.example.com/",
            "https://k@sentry.example.com/a",
            "https://k@sentry.example.com/1/",
            "https://k@sentry.example.com/1a",
            "https://k@sentry.example.com/0",
            "https://k@sentry.example.com/01",
            "https://k@sentry.example.com/-1",
            "https://k@sentry.example.com/1?a=1",
            "https://k@sentry.example.com/1#1",
            "https://k@sentry.example.com/../1",
            "https://k@sentry.example.com/./1",
            "https://k@sentry.example.com//1",
            "https://k@sentry.example.com/%2e%2e/1",
            "https://k@sentry.example.com/a\\b/1",
            "https://k@sentry.example.com/1\n",
            "https://k@sentry.example.com\r\nx: 1/1",
            " https://k@sentry.example.com/1",
            "HTTPS://k@sentry.example.com/1",
            "https://k@Sentry.example.com/1",
            "https://k@sentry.example.com./1",
            "https://k@.example.com/1",
            "https://k@sentry..com/1",
            "https://k@-sentry.com/1",
            "https://k@sentry-.com/1",
            "https://k@sentry_1.com/1",
            "https://k@sentry。example。com/1",
            "https://k@münchen.example/1",
            "https://k@sentry.example.com:/1",
            "https://k@sentry.example.com:0/1",
            "https://k@sentry.example.com:65536/1",
            "https://k@sentry.example.com:443443/1",
            "https://k@sentry.example.com:٤/1",
            "https://k@169.254.169.254/1",
            "https://k@10.0.0.1/1",
            "https://k@2130706433/1",
            "https://k@0x7f000001/1",
            "https://k@0177.0.0.1/1",
            "https://k@127.1/1",
            "https://k@[::ffff:127.0.0.1]/1",
            "https://k@[fd00:ec2::254]/1",
            "https://k@[::1/1",
            "http://k@sentry.example.com/1",
            "http://k@127.0.0.2/1",
            "http://k@localhost.example.com/1",
            "ftp://k@sentry.example.com/1",
            "//k@sentry.example.com/1",
            "sentry.example.com/1",
            "https://k@sentry.example.com/" + "1" * 20,
            "https://" + "k" * 65 + "@sentry.example.com/1",
            "https://k@" + "a" * 64 + ".com/1",
            "https://k@" + "a." * 11 + "com/1",
            "https://k@sentry.example.com/" + "a/" * 6 + "1",
            "https://k@sentry.example.com/" + "a" * 65 + "/1",
        ],
    )
    def test_what_is_none(self, text: str) -> None:
        with pytest.raises(InvalidDsn, match=r"^not a DSN "):
            parse_dsn(text)

    def test_what_is_said_of_one_shows_nothing_of_it(self) -> None:
        with pytest.raises(InvalidDsn) as invalid:
            parse_dsn("http://grace:password@evil.example/99")
        assert not any(part in str(invalid.value) for part in ("grace", "password", "evil", "99"))

    @given(st.text() | st.from_regex(r"https?://[a-z0-9]*@[a-z0-9.:\[\]@/\\-]*/[0-9.]*\n?"))
    def test_any_other_text_is_invalid_and_nothing_more(self, text: str) -> None:
        try:
            dsn = parse_dsn(text)
        except InvalidDsn:
            return
        shown = f"[{dsn.host}]" if ":" in dsn.host else dsn.host
        bare = f"{dsn.scheme}://{dsn.public_key}@{shown}{dsn.path}/{dsn.project}"
        assert text in {bare, bare.replace(f"@{shown}", f"@{shown}:{dsn.port}")}


class TestSettings:
    """The tunnel does not begin with a DSN that it can not read, so that one is refused before it is deployed."""

    @given(st.from_regex(re.compile(PATTERN, re.ASCII)).map(str.rstrip))
    def test_what_the_settings_take_can_be_read(self, text: str) -> None:
        parse_dsn(text)

    @pytest.mark.parametrize(
        ("text", "is_taken"),
        [
            ("https://key@sentry.example.com/1", True),
            ("https://key@o1.ingest.de.sentry.io:8443/sentry/4501", True),
            ("https://key@10.0.0.1/1", False),
            ("https://key@sentry.example.com:99999/1", False),
            ("https://key@sentry.example.com/../1", False),
            ("https://key@sentry.example.com/0", False),
            ("https://key@-/1", False),
            ("http://key@127.0.0.1/1", False),
        ],
    )
    def test_what_they_take(self, text: str, is_taken: bool) -> None:
        assert bool(re.search(PATTERN, text)) is is_taken
