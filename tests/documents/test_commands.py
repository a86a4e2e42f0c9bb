"""What an operator gets to see: answers, files, and exit statuses; and nothing of it asks AWS."""

import json
from pathlib import Path

import boto3
import pytest

from cli.__main__ import main
from cli.inventory import synthesis
from tests.documents.deployments import Bodies, bodies_of, settings_text
from tests.documents.mutations import MUTATIONS

Capture = pytest.CaptureFixture[str]

EVERYTHING = settings_text("everything")


def written(bodies: Bodies, directory: Path) -> Path:
    directory.mkdir(exist_ok=True)
    for stack, body in bodies.items():
        (directory / f"everything-{stack}.template.json").write_text(json.dumps(body), encoding="utf-8")
    return directory


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the templates of everything lie; whoever asks for an account fails."""

    def no_account(**_: object) -> None:
        raise AssertionError("a command that needs no account has asked for one")

    monkeypatch.setattr(boto3, "Session", no_account)
    settings = tmp_path / "settings.toml"
    settings.write_text(EVERYTHING, encoding="utf-8")
    monkeypatch.setenv("TRESEN_SETTINGS", str(settings))
    return str(written(bodies_of(EVERYTHING), tmp_path / "cdk.out"))


def test_a_notice_is_printed_for_one_site_in_german_first(templates: str, capsys: Capture) -> None:
    assert main(["notice", "--site", "blog", "--templates", templates]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("# Datenschutzhinweise")
    assert shown.err == ""


def test_with_several_sites_one_has_to_be_chosen(templates: str, capsys: Capture) -> None:
    assert main(["notice", "--templates", templates]) == 2
    assert capsys.readouterr().err == "tresen: expected --site with one of shop, blog, or --output for all of them\n"


def test_a_site_that_is_not_there_is_wrong_use(templates: str, capsys: Capture) -> None:
    assert main(["notice", "--site", "market", "--templates", templates]) == 2
    assert "expected one of the sites shop, blog" in capsys.readouterr().err


def test_all_notices_are_written_in_both_languages(templates: str, tmp_path: Path, capsys: Capture) -> None:
    directory = tmp_path / "documents"
    assert main(["notice", "--output", str(directory), "--format", "html", "--templates", templates]) == 0
    names = {path.name for path in directory.iterdir()}
    assert names == {f"notice-{site}.{language}.html" for site in ("shop", "blog") for language in ("de", "en")}
    assert capsys.readouterr().out.count("written: ") == 4


def test_a_directory_that_can_not_be_written_is_a_failure(templates: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("")
    assert main(["record", "--output", str(tmp_path / "file"), "--templates", templates]) == 1
    assert capsys.readouterr().err.startswith("tresen: ")


def test_machines_get_each_paragraph_with_its_promise(templates: str, capsys: Capture) -> None:
    assert main(["notice", "--site", "shop", "--json", "--templates", templates]) == 0
    german, english = json.loads(capsys.readouterr().out)
    assert {"id": "contact", "promise": "P3"} in english["paragraphs"]
    assert german["paragraphs"] == english["paragraphs"]


def test_the_record_lists_every_store_for_machines(templates: str, capsys: Capture) -> None:
    assert main(["record", "--lang", "en", "--json", "--templates", templates]) == 0
    ((record),) = json.loads(capsys.readouterr().out)
    stores = {store["id"]: store for store in record["stores"]}
    assert stores["conversations"]["kept_days"] == 90 + 2 + 35
    assert stores["conversations"]["region"] == "eu-central-1"
    assert stores["firewall"]["region"] == "us-east-1"
    assert "contact_mail_with_content" in stores
    assert "contact_mail" not in stores
    assert "Sentry (sentry.example.com)" in stores["sentry"]["recipients"]
    assert "the operator's own Matomo (matomo.example.com)" in stores["matomo"]["recipients"]
    activities = {activity["id"]: activity for activity in record["activities"]}
    assert set(activities) == {"delivery", "chat", "contact", "analytics", "errors", "agents", "rights", "operation"}
    assert "sign-in through Company" in activities["agents"]["recipients"]
    assert all(activity["bases"] and activity["deadlines"] for activity in activities.values())


def test_a_measure_that_the_templates_do_not_show_is_not_claimed(
    templates: str, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["record", "--lang", "en", "--templates", templates]) == 0
    assert "buckets without public access" in capsys.readouterr().out
    bodies = bodies_of(EVERYTHING)
    MUTATIONS["P1: a public bucket"].apply(bodies)
    assert main(["record", "--lang", "en", "--templates", str(written(bodies, tmp_path / "open"))]) == 0
    assert "buckets without public access" not in capsys.readouterr().out


def test_retention_is_shown_as_a_sum(templates: str, capsys: Capture) -> None:
    assert main(["retention", "show", "--templates", templates]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Contact requests")]
    assert line.split("  ")[0] == "Contact requests"
    assert [part.strip() for part in line.split("  ") if part.strip()][1:5] == [
        "200 days",
        "+ 2 days",
        "+ 35 days",
        "= 237 days",
    ]


def test_what_functions_report_is_shown_from_the_queue_on_to_the_end(templates: str, capsys: Capture) -> None:
    """Twenty-seven days, and what time to live may take if nothing sweeps; nothing of it can be restored."""
    assert main(["retention", "show", "--templates", templates, "--json"]) == 0
    shown = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    reports, queue = shown["error_reports"], shown["error_queue"]
    assert (reports["kept_minutes"], queue["kept_minutes"]) == (27 * 24 * 60, 60)
    assert (reports["deletion_days"], reports["backup_days"], reports["gone_after_days"]) == (2, 0, 29)


def test_an_audit_without_findings_is_0(templates: str, capsys: Capture) -> None:
    assert main(["audit", "--templates", templates]) == 0
    assert capsys.readouterr().out.startswith("no promise is broken")


@pytest.mark.parametrize("suffix", [".md", ".html", ".json"])
def test_an_audit_with_findings_is_1_and_reports(templates: str, tmp_path: Path, capsys: Capture, suffix: str) -> None:
    bodies = bodies_of(EVERYTHING)
    MUTATIONS["P10: an undeclared queue"].apply(bodies)
    report = tmp_path / f"audit{suffix}"
    broken = str(written(bodies, tmp_path / "broken"))
    assert main(["audit", "--templates", broken, "--report", str(report)]) == 1
    for text in (capsys.readouterr().out, report.read_text(encoding="utf-8")):
        assert "P10" in text
        assert "service/Queue" in text
        assert "3 findings" in text or '"rule": "undeclared"' in text


def test_machines_get_findings_as_json_alone(templates: str, tmp_path: Path, capsys: Capture) -> None:
    bodies = bodies_of(EVERYTHING)
    MUTATIONS["P3: traces"].apply(bodies)
    assert main(["audit", "--json", "--templates", str(written(bodies, tmp_path / "broken"))]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["promise"], finding["where"]) == ("P3", "service/ContactFunction")


def test_a_report_in_an_unknown_form_is_wrong_use_before_anything_is_done(templates: str, capsys: Capture) -> None:
    assert main(["audit", "--templates", templates, "--report", "audit.pdf"]) == 2
    assert "ends in .md, .html, .json" in capsys.readouterr().err
    assert main(["audit", "--templates", templates, "--report", ""]) == 2


@pytest.mark.parametrize("command", [["notice", "--site", "shop"], ["record"], ["audit"], ["retention", "show"]])
def test_templates_of_another_deployment_are_wrong_use(
    templates: str, tmp_path: Path, capsys: Capture, command: list[str]
) -> None:
    assert main([*command, "--templates", str(tmp_path)]) == 2
    assert "got no everything-data.template.json" in capsys.readouterr().err


def test_a_template_that_is_no_json_is_wrong_use(templates: str, capsys: Capture) -> None:
    (Path(templates) / "everything-data.template.json").write_text("{", encoding="utf-8")
    assert main(["audit", "--templates", templates]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("text", ['{"Outputs": {}}', '{"Resources": []}', '{"Resources": {"x": {}}}', '["x"]'])
def test_json_that_is_no_template_is_wrong_use(text: str, templates: str, capsys: Capture) -> None:
    (Path(templates) / "everything-data.template.json").write_text(text, encoding="utf-8")
    assert main(["audit", "--templates", templates]) == 2
    assert "expected templates of CloudFormation" in capsys.readouterr().err


def test_templates_are_made_by_app_py_if_none_are_given(
    templates: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The program in place of app.py writes where it is told to, for the settings that it is told."""
    program = tmp_path / "root" / "app.py"
    program.parent.mkdir()
    program.write_text(
        "import os, shutil\n"
        f"assert os.environ['TRESEN_SETTINGS'] == {str(tmp_path / 'settings.toml')!r}\n"
        f"shutil.copytree({templates!r}, os.environ['CDK_OUTDIR'], dirs_exist_ok=True)\n"
    )
    monkeypatch.setattr(synthesis, "ROOT", program.parent)
    assert main(["audit"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("no promise is broken")
    assert shown.err == "making the templates of this checkout\n"


def test_settings_that_make_no_templates_are_one_line(
    templates: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text("import sys\nsys.exit('tresen.toml: expected something else')\n")
    monkeypatch.setattr(synthesis, "ROOT", tmp_path)
    assert main(["audit"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "tresen: app.py could not make the templates: tresen.toml: expected something else"
    )


def test_a_terminal_gets_a_table_and_a_pipe_plain_text(
    templates: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = bodies_of(EVERYTHING)
    MUTATIONS["P3: traces"].apply(bodies)
    broken = str(written(bodies, tmp_path / "broken"))
    main(["audit", "--templates", broken])
    assert "─" not in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    main(["audit", "--templates", broken])
    shown = capsys.readouterr().out
    assert "─" in shown
    assert "service/ContactFunction" in shown
