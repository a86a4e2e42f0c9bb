"""What functions of the HTTP API answer, to be looked at."""

import json
from typing import Any


class Answered:
    """What the function answered."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.status: int = answer["statusCode"]
        self.headers: dict[str, str] = answer["headers"]
        self.json: Any = json.loads(answer["body"])
