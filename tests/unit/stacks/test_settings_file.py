"""A settings file is either right, or refused with one line that says where and why."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from stacks.contact_settings import forms_json
from stacks.error_settings import ORIGINS_BYTES
from stacks.errors import NotReady
from stacks.settings import Analytics, Edge, Errors, Limits, ReservedConcurrency, Watch, sites_json
from stacks.settings_file import SITES_BYTES, parse_settings, read_settings
from stacks.wrong_setting import WrongSetting

ROOT = Path(__file__).parents[3]

RIGHT = """
[deployment]
region = "eu-central-1"
[sites.shop]
origins = ["https://www.example.com"]
groups = ["service", "sales"]
[retention]
conversation_days = 90
log_days = 14
"""

DOMAIN = '[edge]\ndomain = "chat.example.com"\n'
CERTIFICATE = (
    'certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef"\n'
)

GROUP = "a group's name of up to 32 of a-z, 0-9 and -, other than supervisor, which every site has"
SITE = "a site's name of up to 32 of a-z, 0-9 and -, other than operator, who belongs to no site"
KEYS_OF_WIDGET = (
    "colour: expected one of the keys title, theme, position, accent, accent_dark, radius, font, font_family, words, "
    'got "colour"'
)
LOG_DAYS = "one of 1, 3, 5, 7 and 14 days"


def complaint(text: str) -> str:
    with pytest.raises(WrongSetting) as caught:
        parse_settings(text)
    return str(caught.value)


def test_the_example_works_as_it_is() -> None:
    settings = read_settings(ROOT / "tresen.toml")
    assert settings.deployment.name == "tresen"
    assert settings.sites["shop"].origins == ("https://www.example.com",)


def test_the_optional_tables_of_the_example_are_right_too() -> None:
    example = (ROOT / "tresen.toml").read_text(encoding="utf-8")
    settings = parse_settings(re.sub(r"^# (?=\[|\w+ = )", "", example, flags=re.MULTILINE))
    assert None not in (settings.edge.domain, settings.edge.certificate_arn, settings.edge.hosted_zone_id)
    assert (settings.edge.waf, settings.edge.access_logs) == (True, True)
    assert settings.errors.sentry_dsn is not None
    assert isinstance(settings.watch, Watch)
    assert isinstance(settings.analytics, Analytics)
    assert settings.sites["shop"].matomo_site is not None
    assert settings.limits.reserved_concurrency != ReservedConcurrency()


def test_the_example_names_the_default_limits() -> None:
    example = (ROOT / "tresen.toml").read_text(encoding="utf-8")
    limits = Limits()
    for name in ("connects_per_second", "frames_per_second", "requests_per_second"):
        assert f"\n# {name} = {getattr(limits, name)}\n" in example


def test_what_is_optional_may_be_left_out() -> None:
    settings = parse_settings(RIGHT)
    assert (settings.deployment.name, settings.edge, settings.errors) == ("tresen", Edge(), Errors())
    assert settings.errors.sentry_dsn is None


@pytest.mark.parametrize(
    "origin",
    [
        "https://www.example.com",
        "https://xn--mnchen-3ya.example",
        "https://shop.example.com:8443",
        "http://localhost:8080",
        "http://shop.localhost:8080",
    ],
)
def test_an_origin_is_written_as_a_browser_writes_it(origin: str) -> None:
    settings = parse_settings(RIGHT.replace("https://www.example.com", origin))
    assert settings.sites["shop"].origins == (origin,)


@pytest.mark.parametrize(
    "origin",
    [
        "www.example.com",
        "http://www.example.com",
        "https://www.example.com/",
        "https://www.example.com:443",
        "http://localhost:80",
        "https://WWW.example.com",
        "https://*.example.com",
        "https://münchen.example",
        "https://",
        "http://localhost.example.com",
        "https://user@example.com",
        "null",
        "",
        " https://www.example.com",
        r"https://www.example.com\n",
    ],
)
def test_what_no_browser_sends_as_an_origin_is_refused(origin: str) -> None:
    assert complaint(RIGHT.replace("https://www.example.com", origin)) == (
        f'sites.shop.origins[0]: expected an origin such as https://www.example.com, got "{origin}"'
    )


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ('region = "eu-central-1"', "", "deployment.region: expected an AWS region such as eu-central-1, got nothing"),
        (
            'region = "eu-central-1"',
            'region = "Frankfurt"',
            'deployment.region: expected an AWS region such as eu-central-1, got "Frankfurt"',
        ),
        (
            'region = "eu-central-1"',
            'region = "eu-central-1"\nregoin = 1',
            'deployment.regoin: expected one of the keys name, region, got "regoin"',
        ),
        (
            "[deployment]",
            'name = "tresen"\n[deployment]',
            (
                "name: expected one of the keys deployment, edge, sites, retention, limits, watch, agents, contact, "
                'privacy, analytics, errors, got "name"'
            ),
        ),
        (
            "[deployment]",
            '[deployment]\nname = "9lives"',
            'deployment.name: expected up to 32 of a-z, 0-9 and -, beginning with a letter, got "9lives"',
        ),
        (
            "conversation_days = 90",
            "conversation_days = 0",
            "retention.conversation_days: expected a whole number of days from 1 to 3650, got 0",
        ),
        (
            "conversation_days = 90",
            "conversation_days = 3651",
            "retention.conversation_days: expected a whole number of days from 1 to 3650, got 3651",
        ),
        (
            "conversation_days = 90",
            'conversation_days = "90"',
            'retention.conversation_days: expected a whole number of days from 1 to 3650, got "90"',
        ),
        (
            "conversation_days = 90",
            "conversation_days = true",
            "retention.conversation_days: expected a whole number of days from 1 to 3650, got true",
        ),
        (
            "log_days = 14",
            "log_days = 15",
            f"retention.log_days: expected {LOG_DAYS}, got 15",
        ),
        (
            "log_days = 14",
            "log_days = 30",
            f"retention.log_days: expected {LOG_DAYS}, got 30",
        ),
        (
            "log_days = 14",
            "log_days = 14\nrecovery_days = 36",
            "retention.recovery_days: expected a whole number of days from 0 (no recovery) to 35, got 36",
        ),
        (
            "log_days = 14",
            "log_days = 14\n[limits]\nframes_per_second = 0",
            "limits.frames_per_second: expected a whole number from 1 to 10000 a second, got 0",
        ),
        (
            "log_days = 14",
            "log_days = 14\n[limits.reserved_concurrency]\nmessages = 0",
            "limits.reserved_concurrency.messages: expected a whole number of executions from 1 to 1000, got 0",
        ),
        (
            "log_days = 14",
            "log_days = 14\n[limits.reserved_concurrency]\nmessage = 1",
            (
                "limits.reserved_concurrency.message: "
                "expected one of the keys authorizer, connections, messages, presence, health, contact, inbox, "
                'privacy, collect, forward, tunnel, faults, retention, got "message"'
            ),
        ),
        (
            "log_days = 14",
            'log_days = 14\n[watch]\nemail = "operations"',
            'watch.email: expected an e-mail address, got "operations"',
        ),
        (
            "log_days = 14",
            "log_days = 14\n[watch]\nmonthly_budget_usd = 20",
            "watch.email: expected an e-mail address, got nothing",
        ),
        (
            "log_days = 14",
            'log_days = 14\n[watch]\nemail = "operations@example.com"\nmonthly_budget_usd = 0',
            "watch.monthly_budget_usd: expected a whole number of US dollars from 1 to 1000000, got 0",
        ),
        (
            '["https://www.example.com"]',
            "[]",
            "sites.shop.origins: expected a list of at least one origin, got []",
        ),
        (
            '["https://www.example.com"]',
            '"https://www.example.com"',
            'sites.shop.origins: expected a list of at least one origin, got "https://www.example.com"',
        ),
        (
            '["https://www.example.com"]',
            '["https://a.example", "https://a.example"]',
            'sites.shop.origins[1]: expected an origin that is named only once, got "https://a.example"',
        ),
        (
            '["service", "sales"]',
            '["service", "service"]',
            'sites.shop.groups[1]: expected a group that is named only once, got "service"',
        ),
        (
            '["service", "sales"]',
            '["service", "supervisor"]',
            f'sites.shop.groups[1]: expected {GROUP}, got "supervisor"',
        ),
        (
            '["service", "sales"]',
            '["Service"]',
            f'sites.shop.groups[0]: expected {GROUP}, got "Service"',
        ),
        (
            "[sites.shop]",
            "[sites.shop]\ncard = 1",
            "sites.shop.card: expected true or false, got 1",
        ),
        *(
            (
                "[retention]",
                f"[sites.shop.widget]\n{wrong}\n[retention]",
                f"sites.shop.widget.{line}",
            )
            for wrong, line in (
                ('theme = "blue"', 'theme: expected one of auto, light and dark, got "blue"'),
                ('position = "left"', 'position: expected one of end and start, got "left"'),
                ('accent = "#FFF"', 'accent: expected a colour such as #17806f, in lower case, got "#FFF"'),
                ('accent = "red;x"', 'accent: expected a colour such as #17806f, in lower case, got "red;x"'),
                ('accent_dark = "#17806f"', "accent: expected a colour, as accent_dark is set, got nothing"),
                ("radius = 29", "radius: expected a whole number of pixels from 0 to 28, got 29"),
                ("radius = -1", "radius: expected a whole number of pixels from 0 to 28, got -1"),
                ('font = "own.woff2"', "font_family: expected the font's name, as font is set, got nothing"),
                ('font_family = "Own"', "font: expected the path of a .woff2 file, as font_family is set, got nothing"),
                *(
                    (
                        f'font = "{path}"\nfont_family = "Own"',
                        f'font: expected the path of a .woff2 file beside the settings file, got "{path}"',
                    )
                    for path in ("own.ttf", "/etc/own.woff2", "../own.woff2", "fonts/../../own.woff2", ".woff2")
                ),
                *(
                    (
                        f"font = 'own.woff2'\nfont_family = '{name}'",
                        f"font_family: expected a font's name of up to 40 letters and digits, got {json.dumps(name)}",
                    )
                    for name in ('"', "a}b", "", "x" * 41)
                ),
                ('title = ""', 'title: expected a text of up to 60 characters, got ""'),
                ('colour = "#17806f"', KEYS_OF_WIDGET),
                ('words = "x"', 'words: expected a table of languages, got "x"'),
                ('words.DE.panel.title = "x"', 'words.DE: expected a language such as de or en, got "DE"'),
                ('words.de = "x"', 'words.de: expected a table of the widget\'s parts, got "x"'),
                ('words.de.panel = "x"', 'words.de.panel: expected a table of texts, got "x"'),
            )
        ),
        (
            "[sites.shop]",
            "[sites.shop]\nunanswered_seconds = 29",
            "sites.shop.unanswered_seconds: expected a whole number of seconds from 30 to 3600, got 29",
        ),
        (
            "[sites.shop]",
            "[sites.shop]\nunanswered_seconds = 3601",
            "sites.shop.unanswered_seconds: expected a whole number of seconds from 30 to 3600, got 3601",
        ),
        (
            '["https://www.example.com"]',
            '["https://a.localhost"]\ngroups = ["all"]\n[sites.other]\norigins = ["http://a.localhost"]',
            'sites.other.origins[0]: expected an origin whose host no other site has, got "http://a.localhost"',
        ),
        (
            "[sites.shop]",
            "[sites.Shop]",
            f'sites.Shop: expected {SITE}, got "Shop"',
        ),
        (
            "[sites.shop]",
            '[sites."my.shop"]',
            f'sites."my.shop": expected {SITE}, got "my.shop"',
        ),
        (
            "[sites.shop]",
            "[sites.operator]",
            f'sites.operator: expected {SITE}, got "operator"',
        ),
        (
            "[sites.shop]",
            "[sites.shop]\nname = 1",
            (
                "sites.shop.name: expected one of the keys origins, groups, unanswered_seconds, "
                'matomo_site, card, identify_key, widget, contact, got "name"'
            ),
        ),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected_and_what_came(right: str, wrong: str, line: str) -> None:
    assert right in RIGHT
    assert complaint(RIGHT.replace(right, wrong)) == line


def test_a_missing_table_is_named() -> None:
    without_sites = RIGHT[: RIGHT.index("[sites.shop]")] + RIGHT[RIGHT.index("[retention]") :]
    assert complaint(without_sites) == "sites: expected at least one table [sites.<name>], got nothing"
    assert complaint(without_sites + "[sites]") == "sites: expected at least one table [sites.<name>], got {}"
    assert complaint("") == "deployment: expected the table [deployment], got nothing"


def test_a_value_in_the_place_of_a_table_is_named() -> None:
    assert complaint("deployment = 1") == "deployment: expected the table [deployment], got 1"
    assert complaint("sites = []\n" + RIGHT[: RIGHT.index("[sites.shop]")]) == (
        "sites: expected at least one table [sites.<name>], got []"
    )


def test_an_origin_tells_the_site_so_no_two_sites_share_one() -> None:
    second = '[sites.blog]\norigins = ["https://www.example.com"]\ngroups = ["editors"]\n'
    assert complaint(RIGHT + second) == (
        'sites.blog.origins[0]: expected an origin that is named only once, got "https://www.example.com"'
    )


def test_two_sites_may_have_groups_of_one_name() -> None:
    second = '[sites.blog]\norigins = ["https://blog.example.com"]\ngroups = ["service"]\n'
    assert set(parse_settings(RIGHT + second).sites) == {"shop", "blog"}


def test_an_own_host_name_may_bring_its_certificate() -> None:
    assert parse_settings(RIGHT + DOMAIN + CERTIFICATE).edge.certificate_arn is not None
    assert parse_settings(RIGHT + DOMAIN).edge == Edge(domain="chat.example.com")


@pytest.mark.parametrize("setting", [CERTIFICATE, 'hosted_zone_id = "Z0123456789ABCDEFGHIJ"\n'])
def test_what_belongs_to_an_own_host_name_needs_it(setting: str) -> None:
    assert complaint(RIGHT + "[edge]\n" + setting) == (
        "edge.domain: expected a host name such as chat.example.com, got nothing"
    )


def test_the_firewall_and_the_access_logs_need_no_name_of_ones_own() -> None:
    assert parse_settings(RIGHT + "[edge]\nwaf = true\naccess_logs = true").edge == Edge(waf=True, access_logs=True)
    assert complaint(RIGHT + '[edge]\nwaf = "on"') == 'edge.waf: expected true or false, got "on"'


def test_a_certificate_of_another_region_is_refused() -> None:
    line = complaint(RIGHT + DOMAIN + CERTIFICATE.replace("us-east-1", "eu-central-1"))
    assert line.startswith("edge.certificate_arn: expected the ARN of an ACM certificate in us-east-1, got")


def test_a_dsn_without_a_project_is_refused() -> None:
    assert complaint(RIGHT + '[errors]\nsentry_dsn = "https://sentry.example.com"') == (
        'errors.sentry_dsn: expected a DSN such as https://key@sentry.example.com/1, got "https://sentry.example.com"'
    )


@pytest.mark.parametrize(
    "dsn",
    ["https://key@sentry.example.com/../1", "https://key@sentry.example.com/./1", "http://key@sentry.example.com/1"],
)
def test_reports_are_passed_on_to_a_place_that_is_what_it_looks_like_and_over_tls(dsn: str) -> None:
    assert complaint(f'{RIGHT}[errors]\nsentry_dsn = "{dsn}"').startswith("errors.sentry_dsn: expected a DSN such as")


def test_a_sentry_may_lie_under_a_path() -> None:
    dsn = "https://key@example.com:8443/a/.sentry/1"
    assert parse_settings(f'{RIGHT}[errors]\nsentry_dsn = "{dsn}"').errors.sentry_dsn == dsn


def test_a_table_of_errors_need_not_name_a_sentry() -> None:
    assert parse_settings(RIGHT + "[errors]").errors == Errors()


def test_a_site_may_be_called_like_the_operator_in_part() -> None:
    assert set(parse_settings(RIGHT.replace("sites.shop", "sites.operators")).sites) == {"operators"}


def test_more_origins_than_a_function_can_be_told_are_refused() -> None:
    """Each comes with its site's name, so there may be too many of them though ``SITES`` has room."""
    name = "a" * 32
    many = ", ".join(f'"http://{number}.localhost"' for number in range(60))
    line = complaint(RIGHT.replace("sites.shop", f"sites.{name}").replace('"https://www.example.com"', many))
    assert line.startswith(
        f"sites: expected at most {ORIGINS_BYTES} bytes of origins, each with its site's name, got 3"
    )


def test_more_sites_than_a_function_can_be_told_are_refused() -> None:
    many = ", ".join(f'"https://{number}.example.com"' for number in range(200))
    line = complaint(RIGHT.replace('"https://www.example.com"', many))
    assert line.startswith(f"sites: expected at most {SITES_BYTES} bytes of sites, origins, groups and contact forms")


def test_a_long_value_is_cut_and_a_line_break_stays_on_the_line() -> None:
    line = complaint(RIGHT.replace("eu-central-1", r"a\nb" + "x" * 1000))
    assert "\n" not in line
    assert len(line) < 200


@given(st.text())
def test_any_text_is_refused_with_one_line(text: str) -> None:
    # A key in quotes, so that more than the syntax is tried.
    for tried in (text, f"{_quoted(text)} = {_quoted(text)}"):
        with pytest.raises((WrongSetting, tomllib.TOMLDecodeError)) as caught:
            parse_settings(tried)
        assert len(str(caught.value).splitlines()) == 1


@given(st.dictionaries(st.text(), st.recursive(st.integers() | st.text(), st.lists, max_leaves=4)))
def test_no_table_in_the_place_of_a_site_ends_in_another_error(table: dict[str, object]) -> None:
    fields = "\n".join(f"{_quoted(key)} = {_written(value)}" for key, value in table.items())
    with pytest.raises(WrongSetting):
        parse_settings(f"{RIGHT}\n[sites.other]\n{fields}")


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(each):08x}" for each in text) + '"'


def _written(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return _quoted(value) if isinstance(value, str) else str(value)


def unreadable(path: Path) -> str:
    with pytest.raises(NotReady) as caught:
        read_settings(path)
    return str(caught.value)


def test_the_file_is_named_in_every_complaint(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text("deployment = 1", encoding="utf-8")
    assert unreadable(path) == "other.toml: deployment: expected the table [deployment], got 1"


def test_what_is_no_toml_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "tresen.toml"
    path.write_text("[deployment\n", encoding="utf-8")
    line = unreadable(path)
    assert line.startswith("tresen.toml: expected TOML, got: ")
    assert "line 1" in line


def test_a_file_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    assert unreadable(tmp_path / "tresen.toml") == (
        "tresen.toml: expected a file that can be read, got: No such file or directory"
    )
    assert unreadable(tmp_path).endswith("got: Is a directory")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe4"')
    assert unreadable(tmp_path / "latin.toml") == "latin.toml: expected UTF-8, got another encoding"


FORM = """
[sites.shop.contact]
fields = ["name", "email", "message", "order", "reason"]
required = ["email"]
notify = ["service@example.com"]
[[sites.shop.contact.own_fields]]
name = "order"
label = { de = "Bestellnummer", en = "Order number" }
[[sites.shop.contact.own_fields]]
name = "reason"
label = { de = "Anlass", en = "Reason" }
kind = "choice"
options = ["A", "B"]
[contact]
sender = "chat@example.com"
"""
KEY = "sites.shop.contact"
KNOWN = "name, email, telephone, subject, message, order, reason"
ASKED = "name, email, message, order, reason"


def test_a_form_is_told_to_its_function_without_what_is_not_set() -> None:
    assert json.loads(forms_json(parse_settings(RIGHT + FORM))) == {
        "shop": {
            "fields": ["name", "email", "message", "order", "reason"],
            "required": ["email"],
            "own_fields": [
                {"name": "order", "label": {"de": "Bestellnummer", "en": "Order number"}},
                {"name": "reason", "label": {"de": "Anlass", "en": "Reason"}, "kind": "choice", "options": ["A", "B"]},
            ],
            "notify": ["service@example.com"],
        }
    }


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (
            '"order", "reason"]',
            '"ordre", "reason"]',
            f'{KEY}.fields[3]: expected one of the fields {KNOWN}, got "ordre"',
        ),
        (
            '"order", "reason"]',
            '"order", "email"]',
            f'{KEY}.fields[4]: expected a field that is named only once, got "email"',
        ),
        (
            '"message", ',
            "",
            f'{KEY}.fields: expected message among the fields, got ["name", "email", "order", "reason"]',
        ),
        (
            'required = ["email"]',
            'required = ["telephone"]',
            f'{KEY}.required[0]: expected one of the form\'s fields {ASKED}, got "telephone"',
        ),
        (
            'name = "reason"',
            'name = "order"',
            f'{KEY}.own_fields[0].name: expected a name that nothing else in a form has, got "order"',
        ),
        (
            'options = ["A", "B"]',
            'options = ["A"]',
            f'{KEY}.own_fields[1].options: expected at least two options to choose from, got ["A"]',
        ),
        (
            'options = ["A", "B"]',
            'options = ["A", "B", "A "]',
            f'{KEY}.own_fields[1].options[2]: expected a text of up to 120 characters, got "A "',
        ),
        (
            'options = ["A", "B"]',
            'options = ["A  x", "B", "A x"]',
            f'{KEY}.own_fields[1].options[2]: expected an option that is named only once, got "A x"',
        ),
        (
            'kind = "choice"',
            'kind = "text"',
            f'{KEY}.own_fields[1].options: expected no options of a text, got ["A", "B"]',
        ),
        (
            'sender = "chat@example.com"',
            'sender = "Chat <chat@example.com>"',
            'contact.sender: expected an e-mail address, got "Chat <chat@example.com>"',
        ),
        *(
            (
                'sender = "chat@example.com"',
                f'sender = "{local}@example.com"',
                f'contact.sender: expected an e-mail address, got "{local}@example.com"',
            )
            for local in ("Chat<chat", "chat,sales", "chat;sales", "müller", "chat..shop", ".chat")
        ),
        (
            '[contact]\nsender = "chat@example.com"',
            "",
            f"contact.sender: expected an e-mail address, as {KEY}.notify is set, got nothing",
        ),
        (
            'notify = ["service@example.com"]',
            f"notify = {[f'a{number}@example.com' for number in range(11)]}",
            f"{KEY}.notify: expected at most 10 addresses, got 11",
        ),
        (
            'notify = ["service@example.com"]',
            'notify = ["service@example.com", "service@example.com"]',
            f'{KEY}.notify[1]: expected an address that is named only once, got "service@example.com"',
        ),
        (
            'notify = ["service@example.com"]',
            'notify = ["service@example.com\\nBcc: x@example.com"]',
            f'{KEY}.notify[0]: expected an e-mail address, got "service@example.com\\nBcc: x@example.com"',
        ),
    ],
)
def test_a_wrong_form_is_named_with_what_was_expected_and_what_came(right: str, wrong: str, line: str) -> None:
    assert right in FORM
    assert complaint(RIGHT + FORM.replace(right, wrong)) == line


@pytest.mark.parametrize("name", ["email", "message", "group", "consent", "homepage", "token", "problems"])
def test_a_field_of_ones_own_has_a_name_that_nothing_else_has(name: str) -> None:
    own = f'[[sites.shop.contact.own_fields]]\nname = "{name}"\nlabel = {{ de = "x", en = "x" }}\n'
    line = f'{KEY}.own_fields[0].name: expected a name that nothing else in a form has, got "{name}"'
    assert complaint(RIGHT + own) == line


def test_texts_of_forms_count_into_what_a_function_can_be_told() -> None:
    """In bytes: an umlaut has two."""
    form = f'[sites.shop.contact]\nconsent = {{ de = "{"ü" * 1000}", en = "{"u" * 900}" }}\n'
    parse_settings(RIGHT + form.replace("ü", "u"))
    assert complaint(RIGHT + form).startswith(f"sites: expected at most {SITES_BYTES} bytes of sites, ")


PEM = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{}
-----END PUBLIC KEY-----
"""


NO_KEY = "sites.shop.identify_key: expected the public key of a P-256 key pair in PEM, got another key, or none"


def pem(curve: ec.EllipticCurve) -> str:
    public = ec.generate_private_key(curve).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def with_key(key: str) -> str:
    return RIGHT.replace("[sites.shop]", f'[sites.shop]\nidentify_key = """\n{key}"""')


def test_a_site_s_key_may_stand_in_the_settings_as_openssl_writes_it() -> None:
    key = pem(ec.SECP256R1())
    assert parse_settings(with_key(key)).sites["shop"].identify_key == key
    assert json.loads(sites_json(parse_settings(with_key(key))))["shop"]["identify_key"] == key.strip()


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(pem(ec.SECP256K1()), id="of another curve"),
        pytest.param(PEM.format("A" * 24 + "\n" + "A" * 64), id="a point that is not on the curve"),
        pytest.param(PEM.format("A" * 24), id="cut short"),
    ],
)
def test_a_key_that_verifies_nothing_is_refused_and_not_shown(key: str) -> None:
    assert complaint(with_key(key)) == NO_KEY


@pytest.mark.parametrize(
    "key",
    [
        "x",
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        .decode(),
        f"{pem(ec.SECP256R1())} ",
    ],
)
def test_what_is_no_public_key_is_refused_and_not_shown(key: str) -> None:
    assert complaint(with_key(key)) == NO_KEY


def test_a_site_is_not_called_like_a_host_as_both_are_told_who_is_there() -> None:
    text = RIGHT.replace("https://www.example.com", "http://localhost").replace("[sites.shop]", "[sites.localhost]")
    assert complaint(text) == "sites.localhost: expected a site's name that is no origin's host, got \"localhost\""


def test_functions_are_told_nothing_of_how_a_widget_looks() -> None:
    plain, dressed = (
        sites_json(parse_settings(RIGHT + widget)) for widget in ("", '[sites.shop.widget]\naccent = "#17806f"\n')
    )
    assert plain == dressed
    assert "card" not in json.loads(plain)["shop"]


def test_functions_are_told_of_a_site_without_cards() -> None:
    settings = parse_settings(RIGHT.replace("[sites.shop]", "[sites.shop]\ncard = false"))
    assert json.loads(sites_json(settings))["shop"]["card"] is False
