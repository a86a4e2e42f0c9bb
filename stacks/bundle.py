"""What is uploaded for the functions: our code, and one layer with its dependencies. No Docker.

Each lies in a directory that is named after everything it is made from, so it is made once and
a template changes only when the code does. Python files are shipped with their bytecode: without it a cold
start takes more than twice as long.

``python -m stacks.bundle`` makes the layer ahead, so that no synth needs the network.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from uv import find_uv_bin

from stacks.errors import NotReady

BUNDLES: Final = Path("build", "bundles")
"""Where they lie in a checkout."""

RUNTIME: Final = "3.13"
"""The functions' Python. Bytecode of another one is ignored."""


class LayerPlatform(StrEnum):
    """Where the layer runs: in AWS, or on this machine for the local run."""

    AWS = "aws"
    HOST = "host"


class Bundle(NamedTuple):
    """``path`` holds what the archive's root holds; ``digest`` stands for what it was made from."""

    path: Path
    digest: str


def bundle_code(root: Path, into: Path) -> Bundle:
    """The package ``lambdas`` as the functions import it."""
    sources = sorted(root.glob("lambdas/**/*.py"))
    python = runtime_python()
    digest = _digest(
        _bytecode(python),
        *(part for source in sources for part in (source.relative_to(root).as_posix(), source.read_bytes())),
    )

    def make(directory: Path) -> None:
        for source in sources:
            target = directory / source.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        _compile(directory, python, mounted_at="/var/task")

    return _made_once(into, "code", digest, make)


def bundle_layer(layer_platform: LayerPlatform, root: Path, into: Path) -> Bundle:
    """The locked dependencies. Raises ``NotReady`` when they are neither cached nor to be had."""
    lock = root / "lambdas" / "requirements.txt"
    if layer_platform is LayerPlatform.AWS:
        python, made_for = runtime_python(), RUNTIME
        target = ["--python-platform", "aarch64-manylinux2014", "--python-version", RUNTIME]
    else:
        python, made_for = sys.executable, f"{sys.version} {platform.machine()}"
        target = ["--python", sys.executable]
    digest = _digest(layer_platform, made_for, _bytecode(python), lock.read_bytes())

    def make(directory: Path) -> None:
        _install(lock, directory / "python", target)
        _compile(directory, python, mounted_at="/opt")

    return _made_once(into, f"layer-{layer_platform}", digest, make)


def runtime_python() -> str | None:
    """A CPython of the functions' version on this machine. It may lie under pyenv without being on PATH."""
    if sys.implementation.name == "cpython" and "{}.{}".format(*sys.version_info) == RUNTIME:
        return sys.executable
    return next(filter(_is_runtime, _candidates()), None)


def _candidates() -> Iterable[str]:
    on_path = shutil.which(f"python{RUNTIME}")
    if on_path:
        yield on_path
    pyenv = os.environ.get("PYENV_ROOT") or f"{os.environ.get('HOME', '')}/.pyenv"
    yield from sorted(str(path) for path in Path(pyenv).glob(f"versions/{RUNTIME}.*/bin/python"))


def _is_runtime(python: str) -> bool:
    """Whether it runs and is what its name says: one of pyenv's shims may do neither."""
    question = "import sys; print(sys.implementation.name, '{}.{}'.format(*sys.version_info))"
    answer = subprocess.run([python, "-I", "-c", question], capture_output=True, text=True, check=False)  # noqa: S603
    return answer.stdout.split() == ["cpython", RUNTIME]


def _install(lock: Path, directory: Path, target: Iterable[str]) -> None:
    command = [find_uv_bin(), "pip", "install", "--quiet", "--only-binary", ":all:", "--require-hashes"]
    command += ["--link-mode", "copy", "--requirements", str(lock), "--target", str(directory), *target]
    # The cache first, so that a synth does not call home once everything is there.
    for attempt in ([*command, "--offline"], command):
        done = subprocess.run(attempt, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode == 0:
            break
    else:
        reason = " ".join(done.stderr.split())
        raise NotReady(f"lambdas/requirements.txt: expected packages in uv's cache or on the network, got: {reason}")
    shutil.rmtree(directory / "bin", ignore_errors=True)
    (directory / ".lock").unlink(missing_ok=True)


def _bytecode(python: str | None) -> str:
    return "bytecode" if python else "no bytecode"


def _compile(directory: Path, python: str | None, *, mounted_at: str) -> None:
    """Unchecked: an archive changes the files' times, by which other bytecode would count as stale."""
    if python is None:
        return
    command = [python, "-I", "-W", "ignore", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(directory), "-p", mounted_at, str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise NotReady(f"lambdas: expected Python {RUNTIME}, got: {' '.join(done.stdout.split())}")


def _made_once(into: Path, name: str, digest: str, make: Callable[[Path], None]) -> Bundle:
    """Made aside and then renamed, so that a half-made directory is never taken for a whole one."""
    bundle = Bundle(into / f"{name}-{digest}", digest)
    if bundle.path.is_dir():
        return bundle
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        make(made)
        try:
            made.rename(bundle.path)
        except OSError:
            # Somebody else was faster.
            if not bundle.path.is_dir():
                raise
    return bundle


def _digest(*parts: str | bytes) -> str:
    """Of the parts, and of this module: another recipe makes another bundle."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8) + raw)
    return digest.hexdigest()[:16]


def main() -> int:
    """The exit status: 2 with one line on stderr when the packages are not to be had."""
    root = Path(__file__).parents[1]
    try:
        bundle_layer(LayerPlatform.AWS, root, root / BUNDLES)
    except NotReady as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
