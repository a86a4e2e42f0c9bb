import fcntl
from pathlib import Path

import pytest

from local import synthesis
from local.ministack import StartFailed
from local.settings import local_settings

APP = """
import os, pathlib, sys
out = pathlib.Path(os.environ["CDK_OUTDIR"])
(out / "runs").open("a").write(os.environ["TRESEN_LAYER_PLATFORM"] + "\\n")
(out / "settings").write_text(pathlib.Path(os.environ["TRESEN_SETTINGS"]).read_text())
sys.exit(pathlib.Path("broken").exists())
"""


SETTINGS = """[sites.shop]\ngroups = ["service"]\n"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose app.py only counts its runs."""
    (tmp_path / "app.py").write_text(APP)
    for name in ("stacks", "lambdas", "widget_assets/src", "widget_assets/dist"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("cdk.json", "pyproject.toml", "requirements.txt", "package-lock.json", "widget_assets/build.mjs"):
        (tmp_path / name).touch()
    (tmp_path / "tresen.toml").write_text(SETTINGS)
    monkeypatch.setattr(synthesis, "ROOT", tmp_path)
    monkeypatch.delenv("TRESEN_SETTINGS", raising=False)
    return tmp_path


def runs(root: Path) -> list[str]:
    return (root / "out" / "runs").read_text().splitlines()


def test_the_templates_are_made_for_this_machine(root: Path) -> None:
    synthesis.synthesized(root / "out")
    assert runs(root) == ["host"]
    assert synthesis.is_fresh(root / "out")


def test_they_are_made_once_and_said_to_be(root: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        synthesis.synthesized(root / "out", said.append)
    assert len(runs(root)) == len(said) == 1


@pytest.mark.parametrize("changed", ["tresen.toml", "lambdas/new.py", "widget_assets/src/a/b.ts", "package-lock.json"])
def test_a_change_to_what_the_app_reads_makes_them_stale(root: Path, changed: str) -> None:
    synthesis.synthesized(root / "out")
    (root / changed).parent.mkdir(exist_ok=True)
    (root / changed).write_text("changed")
    assert not synthesis.is_fresh(root / "out")


def test_other_settings_make_them_stale(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synthesis.synthesized(root / "out")
    (root / "other.toml").write_text("[deployment]\n")
    monkeypatch.setenv("TRESEN_SETTINGS", "other.toml")
    assert not synthesis.is_fresh(root / "out")


def test_the_app_reads_the_operators_settings_with_what_the_local_run_adds(root: Path) -> None:
    synthesis.synthesized(root / "out")
    assert (root / "out" / "settings").read_bytes() == local_settings(SETTINGS.encode())
    assert (root / "tresen.toml").read_text() == SETTINGS
    assert "[analytics]" in (root / "out" / "settings").read_text()


FONT = SETTINGS + '[sites.shop.widget]\nfont = "fonts/own.woff2"\nfont_family = "Own"\n'


def test_a_font_lies_beside_the_settings_that_the_app_reads(root: Path) -> None:
    (root / "fonts").mkdir()
    (root / "fonts/own.woff2").write_bytes(b"wOF2")
    (root / "tresen.toml").write_text(FONT)
    synthesis.synthesized(root / "out")
    assert (root / "out/fonts/own.woff2").read_bytes() == b"wOF2"
    assert synthesis.is_fresh(root / "out")
    (root / "fonts/own.woff2").write_bytes(b"wOF2 anew")
    assert not synthesis.is_fresh(root / "out")


@pytest.mark.parametrize("font", ["missing.woff2", "../elsewhere.woff2", "/etc/hostname"])
def test_a_font_that_is_missing_or_elsewhere_is_for_the_app_to_name(root: Path, font: str) -> None:
    (root.parent / "elsewhere.woff2").write_bytes(b"wOF2")
    (root / "tresen.toml").write_text(FONT.replace("fonts/own.woff2", font))
    synthesis.synthesized(root / "out")
    assert not [*(root / "out").rglob("*.woff2"), *(root / "out").rglob("hostname")]


def test_settings_that_somebody_names_are_read_as_they_are(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "other.toml").write_text(SETTINGS)
    monkeypatch.setenv("TRESEN_SETTINGS", "other.toml")
    synthesis.synthesized(root / "out")
    assert (root / "out" / "settings").read_text() == SETTINGS


def test_the_same_settings_named_and_not_named_are_two_things(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synthesis.synthesized(root / "out")
    monkeypatch.setenv("TRESEN_SETTINGS", "tresen.toml")
    assert not synthesis.is_fresh(root / "out")


def test_a_failure_is_said_and_leaves_them_stale(root: Path) -> None:
    (root / "broken").touch()
    with pytest.raises(StartFailed, match=r"^app\.py could not synthesize"):
        synthesis.synthesized(root / "out")
    assert not synthesis.is_fresh(root / "out")


def test_what_is_edited_while_they_are_made_makes_them_stale(root: Path) -> None:
    edit = 'pathlib.Path("lambdas/edited.py").write_text("changed")\n'
    (root / "app.py").write_text(APP.replace("sys.exit", f"{edit}sys.exit"))
    synthesis.synthesized(root / "out")
    assert not synthesis.is_fresh(root / "out")


def test_the_bundle_that_the_app_builds_does_not(root: Path) -> None:
    build = 'pathlib.Path("widget_assets/dist/loader.js").write_text("built")\n'
    (root / "app.py").write_text(APP.replace("sys.exit", f"{build}sys.exit"))
    synthesis.synthesized(root / "out")
    assert synthesis.is_fresh(root / "out")


def test_a_missing_settings_file_is_for_the_app_to_name(root: Path) -> None:
    (root / "tresen.toml").unlink()
    assert not synthesis.is_fresh(root / "out")


def test_two_runs_of_one_checkout_take_turns(root: Path) -> None:
    with (
        synthesis.alone_with(root / "out"),
        (root / "out.lock").open() as second,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
