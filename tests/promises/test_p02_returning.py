"""P2: a returning visitor is recognised by what the own browser keeps."""

import re
from pathlib import Path

from tests.promises.conftest import ROOT
from tests.promises.deployment import Colleague, Deployment, Guest
from tests.promises.promise import promise


def parts(bundle: Path) -> list[str]:
    """All that a visitor may load."""
    names = [path for path in (bundle / "assets").glob("*.js") if not path.name.startswith("console-")]
    return [path.read_text(encoding="utf-8") for path in (bundle / "loader.js", *names)]


@promise("P2", "who comes back with the same key gets all of the conversation, from the server")
def test_the_same_key_finds_everything_that_was_said(deployment: Deployment) -> None:
    guest, ada = Guest(deployment), Colleague(deployment, "ada", "shop.service")
    guest.page.sends("start", locale="de")
    guest.page.says("Ist der Tee noch da?", 1)
    ada.page.sends("take", conversation_id=guest.conversation_id)
    ada.page.says("Ja, zwei Dosen.", 3, conversation_id=guest.conversation_id)
    guest.page.leaves()
    deployment.world.passes(20 * 24 * 60 * 60 * 1000)
    again = guest.returns()
    opened = again.sends("open")
    said = [entry["text"] for entry in opened["entries"] if entry["kind"] == "message"]
    assert said == ["Ist der Tee noch da?", "Ja, zwei Dosen."]
    assert all(entry["at"] > 0 for entry in opened["entries"])


@promise("P2", "who comes back with the same key gets all of the conversation, from the server")
def test_another_key_finds_nothing(deployment: Deployment) -> None:
    guest, stranger = Guest(deployment), Guest(deployment)
    guest.page.sends("start", locale="de")
    guest.page.says("Ist der Tee noch da?", 1)
    opened = stranger.page.sends("open")
    assert (opened["conversation"], opened["entries"]) == (None, [])


@promise("P2", "what a visitor's browser keeps lies in IndexedDB and localStorage, and in no cookie")
def test_the_widget_knows_no_cookie(bundle: Path) -> None:
    for text in parts(bundle):
        assert re.search(r"document\.cookie|cookieStore|sessionStorage|serviceWorker", text) is None
    assert any("indexedDB.open" in text for text in parts(bundle))


@promise("P2", "the key's private half can not be exported, so it stays in that browser")
def test_no_key_is_made_that_can_be_exported() -> None:
    made = [
        found
        for path in (ROOT / "widget_assets" / "src").rglob("*.ts")
        for found in re.findall(r"generateKey\(([^;]*)\)", path.read_text(encoding="utf-8"))
    ]
    assert made
    assert all(re.search(r",\s*false\s*,", arguments) for arguments in made)
