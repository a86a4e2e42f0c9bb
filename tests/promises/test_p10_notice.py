"""P10: the operator gets a text for its own privacy notice, made from what is deployed, to have it checked."""

import re
from pathlib import Path

from tests.promises.conftest import ROOT, SETTINGS, Synthesized
from tests.promises.documents import Notice, notices, told
from tests.promises.promise import promise

BUILT = {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11"}
OF_THE_FORM, OF_THE_ANALYSIS = {"P3"}, {"P5", "P6", "P7"}
NOT_BUILT = r"\bvideo"
ADVICE = {
    "de": r"vor der Veröffentlichung von Ihrer oder Ihrem Datenschutzbeauftragten prüfen",
    "en": r"data protection officer .*check|check.* data protection officer|have .* data protection officer",
}

Documents = dict[str, list[Notice]]


def settings_with(directory: Path, *lines: str) -> Path:
    path = directory / "tresen.toml"
    smallest = (SETTINGS / "smallest.toml").read_text(encoding="utf-8")
    path.write_text("\n".join((smallest, *lines, "")), encoding="utf-8")
    return path


@promise("P10", "one command writes the notice of each site, in German and English")
def test_there_is_a_notice_of_each_site_in_both_languages(documents: Documents) -> None:
    assert {(it.site, it.language) for it in documents["smallest"]} == {("shop", "de"), ("shop", "en")}
    everything = {(it.site, it.language) for it in documents["everything"]}
    assert everything == {(site, language) for site in ("shop", "blog") for language in ("de", "en")}
    for notice in (*documents["smallest"], *documents["everything"]):
        assert not re.search(r"\{[a-z_]*\}|None\b", notice.markdown)


@promise("P10", "it says to have the data protection officer check it, before anything else")
def test_the_advice_comes_first(documents: Documents) -> None:
    for notice in (*documents["smallest"], *documents["everything"]):
        first = notice.markdown.split("\n## ")[1]
        assert re.search(ADVICE[notice.language], first, re.IGNORECASE | re.DOTALL), first
        assert "P10" in first


@promise("P10", "a paragraph for each promise that the deployment makes, and none for what is not there")
def test_it_speaks_of_what_is_deployed_and_of_nothing_else(documents: Documents) -> None:
    for notice in documents["everything"]:
        everything = notice.site == "shop"
        assert notice.promises == (BUILT if everything else BUILT - OF_THE_FORM - OF_THE_ANALYSIS)
    for notice in documents["smallest"]:
        assert notice.promises == BUILT - OF_THE_FORM - OF_THE_ANALYSIS
        assert re.search("matomo|analys", notice.markdown, re.IGNORECASE) is None
    for notice in (*documents["smallest"], *documents["everything"]):
        assert re.search(NOT_BUILT, notice.markdown, re.IGNORECASE) is None


@promise("P10", "its figures are those of the templates")
def test_another_setting_is_another_text(tmp_path: Path) -> None:
    """Nine days more: seven in which the table can be restored, two until DynamoDB deletes what has expired."""
    path = settings_with(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"conversation_days = \d+", "conversation_days = 33", text), encoding="utf-8")
    for notice in notices(path):
        assert re.search(r"\b33\b", notice.markdown)
        assert re.search(r"\b42\b", notice.markdown)


@promise("P10", "the same source gives the record of processing activities")
def test_the_record_is_there_in_both_languages(deployments: dict[str, Synthesized]) -> None:
    everything = deployments["everything"]
    german, english = told("record", settings=everything.settings, templates=everything.folder)
    assert (german["language"], english["language"]) == ("de", "en")


@promise("P10", "the documents of the product say the same")
def test_the_advice_is_in_the_documents() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert "Have your data protection officer check the notice before you publish it." in text
