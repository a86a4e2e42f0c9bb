"""P11: a company talks to the visitors of its website. Video is not built, so nothing speaks of it."""

import re
from pathlib import Path

from tests.promises.conftest import ROOT, Templates
from tests.promises.promise import promise
from tests.unit.lambdas.world import World, agent, visitor

CONVERSATION = visitor().conversation_id
VIDEO = r"video|webrtc|\bkamera\b|\bcamera\b|mikrofon|microphone|getUserMedia|RTCPeerConnection"


@promise("P11", "what a visitor writes reaches an agent of the group, and the answer the visitor")
def test_a_visitor_writes_and_an_agent_answers(world: World) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada", "shop.service"))
    stranger, colleague = world.connect(visitor("w")), world.connect(agent("bob", "shop.sales"))
    ada.sends("list_conversations")
    assert guest.sends("start", locale="de")["type"] == "opened"
    assert guest.says("Ist der Tee noch da?", 1)["seq"] == 2
    (waiting,) = ada.sends("list_conversations")["waiting"]
    assert waiting["conversation_id"] == CONVERSATION
    opened = ada.sends("take", conversation_id=CONVERSATION)
    assert [entry["text"] for entry in opened["entries"] if entry["kind"] == "message"] == ["Ist der Tee noch da?"]
    assert ada.says("Ja, zwei Dosen.", 3, conversation_id=CONVERSATION)["seq"] == 4
    assert [entry["text"] for entry in guest.added if entry["kind"] == "message"] == ["Ja, zwei Dosen."]
    assert guest.says("Ich nehme beide.", 4)["seq"] == 5
    assert [entry["text"] for entry in ada.added if entry["kind"] == "message"] == ["Ich nehme beide."]
    assert (stranger.received, colleague.received) == ([], [])
    assert colleague.sends("open", conversation_id=CONVERSATION)["code"] == "not_allowed"


@promise("P11", "no text of the product speaks of video until there is one")
def test_no_file_for_browsers_and_no_function_speaks_of_video(bundle: Path) -> None:
    paths = [path for path in bundle.rglob("*") if path.is_file()]
    paths += [path for part in ("lambdas", "cli", "local") for path in (ROOT / part).rglob("*.py")]
    paths += [ROOT / name for name in ("pyproject.toml", "package.json", "tresen.toml", "tresen.schema.json")]
    assert len(paths) > 100
    for path in paths:
        found = re.search(VIDEO, path.read_text(encoding="utf-8"), re.IGNORECASE)
        assert found is None, f"{path}: {found}"


@promise("P11", "no text of the product speaks of video until there is one")
def test_no_template_lets_a_page_use_camera_or_microphone(templates: Templates) -> None:
    for template in templates.values():
        assert not re.search(r"kinesisvideo|camera=\(self|microphone=\(self", str(template.body), re.IGNORECASE)
