"""The MiniStack process: AWS's APIs on a loopback port, everything in memory, the templates' roles enforced."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from local.addresses import LOOPBACK

ACCESS_KEY = "test"
SECRET_KEY = "test"  # noqa: S105 - MiniStack's root key, worth nothing anywhere else
_START_SECONDS = 60


class StartFailed(Exception):
    """Something that the local run needs did not come up; the text is one line for a person."""


class MiniStack:
    """One MiniStack under a keeper. ``log`` takes what it prints, and is kept if it dies by itself."""

    def __init__(self, *, region: str, workplace: Path) -> None:
        self.region = region
        self.port = _free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.log = workplace / f"ministack-{self.port}.log"
        self._workplace = workplace
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the APIs answer. Raises ``StartFailed``."""
        self._workplace.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.mkdtemp(prefix="ministack-", dir=self._workplace)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local.keeper"],
                cwd=Path(__file__).parents[1],
                env=_environment(region=self.region, port=self.port, scratch=scratch),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._await_ready()

    def stop(self) -> None:
        """Ends MiniStack and every function worker."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        if process.poll() is None:
            self.log.unlink()
        process.stdin.close()
        process.wait()

    def when_dead(self, call: Callable[[], None]) -> None:
        """``call`` is made from another thread once the process has ended, whatever the reason."""
        process = self._process

        def wait() -> None:
            if process is not None:
                process.wait()
            call()

        threading.Thread(target=wait, daemon=True).start()

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise StartFailed(f"MiniStack ended while it started; see {self.log}")
            if _answers(f"{self.url}/_ministack/health"):
                return
            time.sleep(0.05)
        raise StartFailed(f"MiniStack did not answer within {_START_SECONDS} s; see {self.log}")


def _environment(*, region: str, port: int, scratch: str) -> dict[str, str]:
    """Everything that MiniStack and the functions inherit: nothing of the user's but where programs are.

    No proxy may stand between processes of one machine, and no profile of the user's may reach a function.
    """
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "TMPDIR": scratch,
        "HOME": scratch,
        "STATE_DIR": scratch,
        "S3_DATA_DIR": scratch,
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": region,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Listeners of services that Tresen does not use; they would not keep to the loopback interface.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{scratch}/no-docker.sock",
    }


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
