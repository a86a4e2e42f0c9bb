"""``python app.py`` as an operator and the cdk command run it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.browser_bundle import browser_bundle
from stacks.bundle import BUNDLES, LayerPlatform, bundle_layer
from tests.stacks.conftest import ROOT

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def installed() -> None:
    """What an installation leaves behind: the packages of the layer, and the browser bundle."""
    from app import own_node

    bundle_layer(LayerPlatform.AWS, ROOT, ROOT / BUNDLES)
    browser_bundle(ROOT, own_node())


def run_app(outdir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Without credentials, and with a network that leads nowhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE)
    environment = kept | proxies | {"CDK_OUTDIR": str(outdir)} | variables
    command = [sys.executable, str(ROOT / "app.py")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.usefixtures("installed")
def test_the_templates_need_no_network_and_no_credentials(tmp_path: Path) -> None:
    done = run_app(tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.glob("*.template.json")} == {
        "tresen-data.template.json",
        "tresen-service.template.json",
    }


@pytest.mark.usefixtures("installed")
def test_another_settings_file_can_be_named(tmp_path: Path) -> None:
    settings = tmp_path / "other.toml"
    example = (ROOT / "tresen.toml").read_text(encoding="utf-8")
    settings.write_text(example.replace('name = "tresen"', 'name = "other"'), encoding="utf-8")
    done = run_app(tmp_path / "out", TRESEN_SETTINGS=str(settings))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "other-service.template.json").is_file()


def test_a_wrong_setting_ends_with_one_line_and_nothing_to_deploy(tmp_path: Path) -> None:
    settings = tmp_path / "tresen.toml"
    example = (ROOT / "tresen.toml").read_text(encoding="utf-8")
    settings.write_text(example.replace("https://www.example.com", "www.example.com"), encoding="utf-8")
    done = run_app(tmp_path / "out", TRESEN_SETTINGS=str(settings))
    assert done.returncode == 2
    assert done.stderr == (
        "tresen.toml: sites.shop.origins[0]: expected an origin such as https://www.example.com, "
        'got "www.example.com"\n'
    )
    assert not list(tmp_path.glob("out/*.template.json"))


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        (
            {"TRESEN_SETTINGS": "no-such.toml"},
            "no-such.toml: expected a file that can be read, got: No such file or directory\n",
        ),
        ({"TRESEN_LAYER_PLATFORM": "windows"}, "layer: expected aws or host, got windows\n"),
    ],
)
def test_what_the_operator_has_to_mend_is_one_line(tmp_path: Path, variables: dict[str, str], line: str) -> None:
    done = run_app(tmp_path, **variables)
    assert (done.returncode, done.stderr) == (2, line)
