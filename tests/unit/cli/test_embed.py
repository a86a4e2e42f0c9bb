"""What an operator is told to paste into a page."""

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from cli import embed
from cli.__main__ import main
from tests.unit.cli.conftest import SETTINGS

Capture = pytest.CaptureFixture[str]
CHAT = "https://chat.example.com"
POLICY = {"script-src": [CHAT], "connect-src": [CHAT, "wss://chat.example.com"]}
SNIPPET = "(()=>{document.currentScript})();"
LAUNCHER = {
    "de": {"offline": "Chat, niemand da", "failed": "Der Chat lädt nicht."},
    "en": {"offline": "Chat, nobody here", "failed": 'It "failed".'},
}

pytestmark = pytest.mark.usefixtures("account", "browser_files")


@pytest.fixture
def browser_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of the build, what is read."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "snippet.js").write_text(f"{SNIPPET}\n", encoding="utf-8")
    (folder / "launcher.json").write_text(json.dumps(LAUNCHER), encoding="utf-8")
    (folder / "words.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(embed, "_browser_files", lambda: folder)
    return folder


def told(capsys: Capture, *arguments: str) -> dict[str, Any]:
    assert main(["embed", *arguments, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def refused(capsys: Capture, *arguments: str) -> str:
    assert main(["embed", *arguments]) == 2
    return capsys.readouterr().err.removeprefix("tresen: ").removesuffix("\n")


@pytest.mark.usefixtures("settings")
def test_one_line_is_enough(capsys: Capture) -> None:
    assert told(capsys) == {
        "site": "shop",
        "origins": ["https://www.example.com"],
        "html": f'<script async src="{CHAT}/loader.js"></script>',
        "policy": POLICY,
    }


@pytest.mark.usefixtures("settings")
def test_a_person_reads_where_to_paste_what_and_what_to_allow(capsys: Capture) -> None:
    assert main(["embed"]) == 0
    assert capsys.readouterr().out == (
        "For https://www.example.com: paste this into each page, before </head>.\n"
        "\n"
        f'<script async src="{CHAT}/loader.js"></script>\n'
        "\n"
        "A page with a Content-Security-Policy has to allow this, too:\n"
        "\n"
        f"script-src {CHAT}\n"
        f"connect-src {CHAT} wss://chat.example.com\n"
    )


@pytest.mark.usefixtures("settings")
def test_group_and_language_are_settings_of_the_script(capsys: Capture) -> None:
    html = told(capsys, "--site", "shop", "--group", "sales", "--locale", "de")["html"]
    assert html == f'<script async src="{CHAT}/loader.js" data-group="sales" data-locale="de"></script>'


@pytest.mark.usefixtures("settings")
def test_a_pinned_loader_comes_with_the_hash_that_the_browser_checks(capsys: Capture) -> None:
    pinned = 'integrity="sha256-AAAA" crossorigin="anonymous"'
    html = told(capsys, "--pinned")["html"]
    assert html == f'<script async src="{CHAT}/assets/loader-1a2b3c4d.js" {pinned}></script>'


@pytest.mark.usefixtures("settings")
def test_an_element_comes_with_its_two_scripts(capsys: Capture) -> None:
    answer = told(capsys, "--style", "element", "--locale", "de")
    assert answer["html"].splitlines() == [
        f'<script async src="{CHAT}/loader.js" data-locale="de"></script>',
        f'<script type="module" src="{CHAT}/element.js"></script>',
        "<tresen-panel open></tresen-panel>",
    ]
    assert answer["policy"] == POLICY


def test_a_snippet_says_by_itself_what_it_may_not_ask_for(capsys: Capture, settings: Path) -> None:
    widget = '[sites.shop.widget]\naccent = "#17806f"\nwords.de.launcher.offline = "Moin"\n'
    settings.write_text(SETTINGS.format(name="tresen") + widget, encoding="utf-8")
    answer = told(capsys, "--style", "snippet", "--locale", "de", "--group", "sales")
    assert answer["html"] == (
        f'<script data-chat="{CHAT}" data-group="sales" data-locale="de" data-label="Moin" '
        'data-failed="Der Chat lädt nicht." '
        'data-style=":host{--tresen-accent:#17806f;--tresen-on-accent:#fff}">'
        f"{SNIPPET}</script>"
    )


@pytest.mark.usefixtures("settings")
def test_a_snippet_s_hash_is_that_of_what_stands_in_the_page(capsys: Capture) -> None:
    answer = told(capsys, "--style", "snippet")
    (script,) = re.findall(r">(.*)</script>", answer["html"])
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert answer["policy"]["script-src"] == [f"'sha256-{digest}'", CHAT]
    assert 'data-label="Chat" data-failed="It &quot;failed&quot;."' in answer["html"]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        ([], "/card/shop"),
        (["--group", "sales"], "/card/shop/sales"),
        (["--locale", "de"], "/card/shop?tresen-locale=de"),
    ],
)
def test_a_link_needs_nothing_of_the_page(capsys: Capture, arguments: list[str], address: str) -> None:
    answer = told(capsys, "--style", "link", *arguments)
    assert (answer["html"], answer["policy"]) == (f"{CHAT}{address}", {})
    assert main(["embed", "--style", "link", *arguments]) == 0
    assert "Content-Security-Policy" not in capsys.readouterr().out


def test_a_font_has_to_be_allowed(capsys: Capture, settings: Path) -> None:
    widget = '[sites.shop.widget]\nfont = "own.woff2"\nfont_family = "Own"\n'
    settings.write_text(SETTINGS.format(name="tresen") + widget, encoding="utf-8")
    assert told(capsys)["policy"] == POLICY | {"font-src": [CHAT]}


def test_of_several_sites_one_has_to_be_named(capsys: Capture, settings: Path) -> None:
    other = '[sites.blog]\norigins = ["https://blog.example.com"]\ngroups = ["editors"]\n'
    settings.write_text(SETTINGS.format(name="tresen") + other, encoding="utf-8")
    assert refused(capsys) == "--site: expected one of shop, blog, got nothing"
    assert told(capsys, "--site", "blog")["origins"] == ["https://blog.example.com"]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--site", "blog"], "--site: expected one of shop, got blog"),
        (["--group", "editors"], "--group: expected one of service, sales, got editors"),
        (["--locale", "fr"], "--locale: expected one of de, en, got fr"),
        (["--pinned", "--style", "snippet"], "--pinned: expected --style script or element, got snippet"),
        (["--pinned", "--style", "link"], "--pinned: expected --style script or element, got link"),
    ],
)
def test_what_there_is_not_is_named(capsys: Capture, arguments: list[str], line: str) -> None:
    assert refused(capsys, *arguments) == line


def test_a_site_without_cards_has_no_address(capsys: Capture, settings: Path) -> None:
    without = SETTINGS.format(name="tresen").replace("[sites.shop]\n", "[sites.shop]\ncard = false\n")
    settings.write_text(without, encoding="utf-8")
    assert refused(capsys, "--style", "link") == (
        "--style: expected script, snippet or element, as sites.shop.card is false, got link"
    )
