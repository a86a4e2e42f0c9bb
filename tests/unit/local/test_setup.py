"""The shell scripts that install what is missing, in a checkout of stand-ins."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local.synthesis import ROOT

LOCKS = {
    "requirements.txt": "python -m pip",
    "package-lock.json": "npm ci",
    "lambdas/requirements.txt": "python -m stacks",
}
"""Each with the call that installs it."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """In a folder with a space in its name; ``bin`` is all of PATH but the system's own programs."""
    root = tmp_path / "a checkout"
    for name in ("local", ".venv/bin", "bin", "node_modules", "lambdas", "build/bundles"):
        (root / name).mkdir(parents=True)
    for script in ("setup.sh", "browser.sh"):
        shutil.copy(ROOT / "local" / script, root / "local")
    for lock in LOCKS:
        (root / lock).write_text("locked")
    stand_in(root / ".venv/bin/npm", 'echo "npm $*" >>calls')
    stand_in(
        root / ".venv/bin/python",
        f'case "$1$2" in -m*) echo "python $*" >>calls;; *) exec "{sys.executable}" "$@";; esac',
    )
    for tool in ("sh", "dirname", "cat", "cksum", "id"):
        (root / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return root


def stand_in(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(checkout: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        ["/bin/sh", str(checkout / "local" / script), *arguments],
        env={"PATH": str(checkout / "bin"), **environment},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def calls(checkout: Path) -> list[str]:
    path = checkout / "calls"
    return path.read_text().splitlines() if path.exists() else []


def test_all_locks_are_installed_once(checkout: Path) -> None:
    assert [run(checkout, "setup.sh").returncode for _ in range(2)] == [0, 0]
    pip, *_ = calls(checkout)
    assert "--require-hashes -r requirements.txt" in pip
    assert all(map(str.startswith, calls(checkout), LOCKS.values()))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_that_changed_is_installed_again(checkout: Path, lock: str) -> None:
    run(checkout, "setup.sh")
    (checkout / lock).write_text("locked anew")
    assert run(checkout, "setup.sh").returncode == 0
    assert len(calls(checkout)) == 4
    assert calls(checkout)[-1].startswith(LOCKS[lock])


@pytest.mark.parametrize(
    ("asked", "venv", "lock"),
    [
        ("checks", ".venv-checks", "stacks/checks/requirements.txt"),
        ("errors", ".venv-errors", "tests/scrubbing/requirements.txt"),
    ],
)
def test_a_venv_beside_it_is_installed_when_it_is_asked_for_and_once(
    checkout: Path, asked: str, venv: str, lock: str
) -> None:
    (checkout / lock).parent.mkdir(parents=True)
    (checkout / lock).write_text("locked")
    (checkout / "bin/mkdir").symlink_to(shutil.which("mkdir") or "mkdir")
    stand_in(checkout / ".venv/bin/uv", f'echo "uv $*" >>calls; mkdir -p {venv}')
    assert run(checkout, "setup.sh").returncode == 0
    assert len(calls(checkout)) == 3
    assert [run(checkout, "setup.sh", asked).returncode for _ in range(2)] == [0, 0]
    made, synced = calls(checkout)[3:]
    assert made.startswith("uv venv")
    assert made.endswith(venv)
    assert "--require-hashes" in synced
    assert synced.endswith(lock)


def test_what_functions_are_measured_with_gets_bytecode_as_a_deployment_has_it(checkout: Path) -> None:
    (checkout / "tests/bench").mkdir(parents=True)
    (checkout / "tests/bench/requirements.txt").write_text("locked")
    (checkout / "bin/mkdir").symlink_to(shutil.which("mkdir") or "mkdir")
    (checkout / ".venv-bench/bin").mkdir(parents=True)
    stand_in(checkout / ".venv/bin/uv", 'echo "uv $*" >>calls')
    stand_in(checkout / ".venv-bench/bin/python", 'echo "bench $*" >>calls')
    assert [run(checkout, "setup.sh", "bench").returncode for _ in range(2)] == [0, 0]
    made, synced, compiled = calls(checkout)[3:]
    assert made.endswith(".venv-bench")
    assert synced.endswith("tests/bench/requirements.txt")
    assert "compileall -q --invalidation-mode unchecked-hash" in compiled


def test_an_installation_that_failed_is_tried_again(checkout: Path) -> None:
    stand_in(checkout / ".venv/bin/npm", "exit 7")
    assert run(checkout, "setup.sh").returncode == 7
    stand_in(checkout / ".venv/bin/npm", 'echo "npm $*" >>calls')
    assert run(checkout, "setup.sh").returncode == 0
    assert [call.split()[0] for call in calls(checkout)] == ["python", "npm", "python"]


def test_no_python_at_all_is_said_in_one_line(checkout: Path) -> None:
    (checkout / ".venv/bin/python").unlink()
    done = run(checkout, "setup.sh", HOME="/nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("setup: no CPython 3.11 or newer found")
    assert done.stderr.count("\n") == 1


def test_a_python_that_does_not_run_is_passed_over(checkout: Path) -> None:
    (checkout / ".venv/bin/python").unlink()
    stand_in(checkout / "bin/python3.13", "exit 127")
    stand_in(checkout / "bin/python3", f'exec "{sys.executable}" "$@"')
    done = run(checkout, "setup.sh")
    assert "making .venv with Python" in done.stderr


each_browser = pytest.mark.parametrize(
    ("browser", "other_name"), [("chromium", "chromium-browser"), ("firefox", "firefox-esr")]
)


@each_browser
def test_a_browser_on_path_is_taken(checkout: Path, browser: str, other_name: str) -> None:
    stand_in(checkout / "bin" / other_name, "exit")
    assert run(checkout, "browser.sh", browser).stdout.strip() == str(checkout / "bin" / other_name)


@each_browser
def test_the_browser_that_the_user_names_comes_first(checkout: Path, browser: str, other_name: str) -> None:
    stand_in(checkout / "bin" / other_name, "exit")
    stand_in(checkout / "bin/mine", "exit")
    named = str(checkout / "bin/mine")
    assert run(checkout, "browser.sh", browser, **{browser.upper(): named}).stdout.strip() == named


@each_browser
def test_a_named_browser_that_is_not_there_is_an_error(checkout: Path, browser: str, other_name: str) -> None:
    stand_in(checkout / "bin" / other_name, "exit")
    done = run(checkout, "browser.sh", browser, **{browser.upper(): "/nowhere/browser"})
    assert (done.returncode, done.stdout) == (1, "")
    assert "expected a program, got /nowhere/browser" in done.stderr


@each_browser
def test_without_one_playwrights_own_is_downloaded(checkout: Path, browser: str, other_name: str) -> None:
    stand_in(checkout / "bin/mine", "exit")
    mine, calls_of_python = checkout / "bin/mine", f'echo "python $*" >>"{checkout}/calls"'
    asks = f'*playwright.{browser}.executable_path*) echo "{mine}"'
    stand_in(checkout / ".venv/bin/python", f'case "$*" in {asks};; *) {calls_of_python};; esac')
    assert run(checkout, "browser.sh", browser).stdout.strip() == str(mine)
    assert calls(checkout) == [f"python -m playwright install {browser}"]
    assert not (checkout / "bin" / other_name).exists()


@each_browser
def test_where_that_does_not_run_root_gets_the_systems(checkout: Path, browser: str, other_name: str) -> None:
    stand_in(checkout / ".venv/bin/python", "exit 1")
    (checkout / "bin/id").unlink()
    stand_in(checkout / "bin/id", "echo 0")
    package = checkout / "bin" / {"chromium": "chromium", "firefox": "firefox-esr"}[browser]
    installed = f'for last; do :; done; printf "#!/bin/sh\n" >"{checkout}/bin/$last"; chmod +x "{checkout}/bin/$last"'
    stand_in(checkout / "bin/apt-get", f'case "$1" in install) {installed};; esac')
    (checkout / "bin/chmod").symlink_to(shutil.which("chmod") or "chmod")
    assert run(checkout, "browser.sh", browser).stdout.strip() == str(package)


@each_browser
def test_without_any_browser_the_error_says_what_to_do(checkout: Path, browser: str, other_name: str) -> None:
    stand_in(checkout / ".venv/bin/python", "exit 1")
    done = run(checkout, "browser.sh", browser)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"apt-get install {browser}" in done.stderr
    assert not (checkout / "bin" / other_name).exists()


@pytest.mark.parametrize(("asked", "got"), [([], "nothing"), (["safari"], "safari")])
def test_a_browser_that_the_tests_do_not_know_is_an_error(checkout: Path, asked: list[str], got: str) -> None:
    done = run(checkout, "browser.sh", *asked)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"browser: expected chromium or firefox, got {got}\n"
