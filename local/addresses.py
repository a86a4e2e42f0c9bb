"""Where everything is on this machine. Browsers take every name ending in ``localhost`` to the loopback interface."""

from dataclasses import dataclass

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """What the edge offers on ``port`` and MiniStack on ``ministack_port``. No address ends in a slash."""

    port: int
    ministack_port: int

    @property
    def start(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def shop(self) -> str:
        return f"http://shop.localhost:{self.port}"

    @property
    def chat(self) -> str:
        return f"http://chat.localhost:{self.port}"

    @property
    def chat_socket(self) -> str:
        return f"ws://chat.localhost:{self.port}"

    @property
    def console(self) -> str:
        return f"{self.chat}/console/"

    @property
    def sign_in(self) -> str:
        return f"http://login.localhost:{self.port}"

    @property
    def matomo(self) -> str:
        return f"http://matomo.localhost:{self.port}"

    @property
    def matomo_for_functions(self) -> str:
        """The same: a browser knows every name of this machine, a function those that its resolver knows."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def ministack(self) -> str:
        return f"http://{LOOPBACK}:{self.ministack_port}"
