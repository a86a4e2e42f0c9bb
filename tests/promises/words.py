"""What only one person has written."""

import secrets
from dataclasses import dataclass, field

from tests.promises.markers import Markers


@dataclass
class Words:
    """By ``tag`` they are nobody else's."""

    tag: str = field(default_factory=lambda: secrets.token_hex(5))

    @property
    def fields(self) -> dict[str, str]:
        return {
            "name": f"Käthe {self.tag}-Königsknecht",
            "email": f"kaethe.{self.tag}@example.org",
            "message": f"Die grüne Kanne {self.tag} & ihr Deckel",
        }

    @property
    def said(self) -> str:
        return f"I live at Linden Avenue {self.tag}"

    @property
    def answered(self) -> str:
        return f"We deliver to Linden Avenue {self.tag} on Monday"

    def markers(self, **more: str) -> Markers:
        return Markers({**self.fields, "said": self.said, "answered": self.answered, "tag": self.tag, **more})
