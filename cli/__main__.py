"""``python -m cli``: exit status 0 when done, 1 when it failed, 2 when it was asked for the wrong thing."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from cli.answer import Answer
from cli.deployment import Deployment
from cli.errors import Failed, WrongUse
from cli.parser import new_parser
from cli.progress import progress
from stacks.errors import NotReady
from stacks.settings_file import read_settings

ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status. An error is one line on stderr."""
    asked = new_parser().parse_args(arguments)
    if asked.endpoint_url:
        os.environ["AWS_ENDPOINT_URL"] = asked.endpoint_url
    status = 0
    try:
        _check_endpoint(os.environ.get("AWS_ENDPOINT_URL", ""))
        answer = _answer(asked)
        status = answer.status
        _show(answer, as_json=asked.json)
        sys.stdout.flush()
    except (NotReady, WrongUse) as error:
        return _failed(str(error), 2)
    except (BotoCoreError, ClientError, Failed) as error:
        return _failed(_one_line(error), 1)
    except KeyboardInterrupt:
        return _failed("interrupted", 130)
    except BrokenPipeError:
        # Who reads has seen enough, as `head` has. Python would complain once more where it empties stdout at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _check_endpoint(url: str) -> None:
    """What botocore would answer with a traceback. Raises ``WrongUse``."""
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if url and not is_usable:
        raise WrongUse(f"{url}: expected the address of AWS's APIs, such as http://localhost:4566")


def _answer(asked: Namespace) -> Answer:
    asked.settings_file = Path(asked.settings or os.environ.get("TRESEN_SETTINGS") or ROOT / "tresen.toml")
    deployment = Deployment(read_settings(asked.settings_file))
    with progress() as say:
        answer: Answer = asked.command(deployment, asked, say)
    return answer


def _show(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.data, indent=2, ensure_ascii=False))
    elif answer.rich is not None and sys.stdout.isatty():
        from rich.console import Console

        Console(highlight=False).print(answer.rich)
    else:
        print(answer.text.removesuffix("\n"))


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"AWS: {text}" if isinstance(error, (BotoCoreError, ClientError)) else text


def _failed(reason: str, status: int) -> int:
    print(f"tresen: {reason}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
