"""Whether a value is what the document says."""

import jsonschema_rs

from tests.openapi.document import document
from tests.openapi.schemas import Schema


def validator_of(schema: Schema) -> jsonschema_rs.Draft202012Validator:
    """Of one of the document's schemas, with those that it refers to."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": document()["components"]})
