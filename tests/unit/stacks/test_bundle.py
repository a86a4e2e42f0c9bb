"""What is uploaded for the functions."""

import subprocess
import sys
from pathlib import Path

import pytest

from stacks import bundle
from stacks.bundle import Bundle, LayerPlatform, bundle_code, bundle_layer, runtime_python
from stacks.errors import NotReady


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with one function and no dependencies."""
    package = tmp_path / "checkout" / "lambdas" / "chat"
    package.mkdir(parents=True)
    (package / "messages.py").write_text("handler = 'here'\n", encoding="utf-8")
    (package / "notes.md").write_text("no code\n", encoding="utf-8")
    (package.parent / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    return package.parents[1]


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "bundles"


def files(made: Bundle) -> set[str]:
    return {path.relative_to(made.path).as_posix() for path in made.path.rglob("*") if path.is_file()}


def test_the_code_is_importable_from_the_archives_root(root: Path, into: Path) -> None:
    made = bundle_code(root, into)
    question = "from lambdas.chat.messages import handler; print(handler)"
    command = [sys.executable, "-c", question]
    answer = subprocess.run(command, cwd=made.path, capture_output=True, text=True, check=True)  # noqa: S603
    assert answer.stdout == "here\n"


def test_only_code_is_shipped(root: Path, into: Path) -> None:
    (root / "lambdas" / "chat" / "__pycache__").mkdir()
    (root / "lambdas" / "chat" / "__pycache__" / "messages.cpython-39.pyc").write_bytes(b"of this machine")
    shipped = {name for name in files(bundle_code(root, into)) if not name.endswith(".cpython-313.pyc")}
    assert shipped == {"lambdas/chat/messages.py"}


@pytest.mark.skipif(runtime_python() is None, reason="no CPython of the functions' version on this machine")
def test_bytecode_is_used_whatever_an_archive_does_to_the_files_times(root: Path, into: Path) -> None:
    """PEP 552: the flags after the magic number; 1 is hash-based, 3 would be checked as well."""
    made = bundle_code(root, into)
    bytecode = (made.path / "lambdas/chat/__pycache__/messages.cpython-313.pyc").read_bytes()
    assert int.from_bytes(bytecode[4:8], "little") == 1
    assert b"/var/task/lambdas/chat/messages.py" in bytecode
    assert str(into).encode() not in bytecode


def test_without_the_functions_python_no_bytecode_is_shipped(
    root: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_bytecode = bundle_code(root, into)
    monkeypatch.setattr(bundle, "runtime_python", lambda: None)
    made = bundle_code(root, into)
    assert files(made) == {"lambdas/chat/messages.py"}
    assert made.digest != with_bytecode.digest or runtime_python() is None


def test_the_same_code_has_the_same_digest_wherever_it_lies(root: Path, into: Path, tmp_path: Path) -> None:
    first = bundle_code(root, into)
    moved = root.rename(tmp_path / "elsewhere")
    assert bundle_code(moved, tmp_path / "other_bundles").digest == first.digest


def test_changed_code_has_another_digest(root: Path, into: Path) -> None:
    first = bundle_code(root, into)
    (root / "lambdas" / "chat" / "messages.py").write_text("handler = 'there'\n", encoding="utf-8")
    assert bundle_code(root, into).digest != first.digest


def test_what_is_there_is_not_made_again(root: Path, into: Path) -> None:
    made = bundle_code(root, into)
    (made.path / "marker").touch()
    assert "marker" in files(bundle_code(root, into))


def test_what_fails_half_way_leaves_nothing_behind(root: Path, into: Path) -> None:
    (root / "lambdas" / "chat" / "broken.py").write_text("def\n", encoding="utf-8")
    if runtime_python() is None:
        pytest.skip("nothing is compiled")
    with pytest.raises(NotReady, match=r"^lambdas: expected Python 3\.13, got: .*SyntaxError"):
        bundle_code(root, into)
    assert list(into.iterdir()) == []


def test_dependencies_lie_where_a_layer_is_imported_from(root: Path, into: Path) -> None:
    made = bundle_layer(LayerPlatform.HOST, root, into)
    assert [path.name for path in made.path.iterdir()] == ["python"]


def test_the_layer_of_this_machine_is_another_one(root: Path, into: Path) -> None:
    in_aws = bundle_layer(LayerPlatform.AWS, root, into)
    assert bundle_layer(LayerPlatform.HOST, root, into).digest != in_aws.digest


def test_a_dependency_that_is_not_to_be_had_is_named_in_one_line(
    root: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    digest = "0" * 64
    lock = root / "lambdas" / "requirements.txt"
    lock.write_text(f"tresen-is-not-published==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    with pytest.raises(NotReady) as caught:
        bundle_layer(LayerPlatform.AWS, root, into)
    assert "tresen-is-not-published" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_the_layer_can_be_made_ahead(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made: list[LayerPlatform] = []
    monkeypatch.setattr(bundle, "bundle_layer", lambda layer_platform, *_: made.append(layer_platform))
    assert bundle.main() == 0
    assert made == [LayerPlatform.AWS]

    def refuse(*_: object) -> None:
        raise NotReady("no network")

    monkeypatch.setattr(bundle, "bundle_layer", refuse)
    assert bundle.main() == 2
    assert capsys.readouterr().err == "no network\n"


def test_an_unhashed_dependency_is_refused(root: Path, into: Path) -> None:
    (root / "lambdas" / "requirements.txt").write_text("msgspec==0.22.0\n", encoding="utf-8")
    with pytest.raises(NotReady, match="hash"):
        bundle_layer(LayerPlatform.HOST, root, into)
