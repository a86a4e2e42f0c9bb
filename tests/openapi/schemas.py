"""The schemas of all bodies and parameters, from the structs of ``lambdas/protocol``."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from tests.openapi.examples import EXAMPLES
from tests.openapi.meanings import as_markdown

Schema = dict[str, Any]

_END: Final = r"\Z"
"""Python's end of a text. JSON Schema has ``$`` for it, after which Python would let a line break follow."""


class Schemas:
    """``components`` are the structs by their names."""

    def __init__(self, models: Iterable[Any]) -> None:
        self._models = list(models)
        schemas, components = msgspec.json.schema_components(self._models, ref_template="#/components/schemas/{name}")
        self._schemas = [_mended(schema) for schema in schemas]
        self.components: dict[str, Schema] = {name: _mended(schema) for name, schema in components.items()}
        for example in EXAMPLES:
            self.components[type(example).__name__]["examples"] = [msgspec.to_builtins(example)]

    def of(self, model: Any) -> Schema:
        """Of one of ``models``."""
        return dict(self._schemas[self._models.index(model)])


def _mended(schema: Any) -> Any:
    """With patterns and texts as OpenAPI has them."""
    if isinstance(schema, list):
        return [_mended(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _mended_value(name, value) for name, value in schema.items()}


def _mended_value(name: str, value: Any) -> Any:
    match name, value:
        case "pattern", str():
            return value.removesuffix(_END) + "$" if value.endswith(_END) else value
        case "description", str():
            return as_markdown(value)
    return _mended(value)
