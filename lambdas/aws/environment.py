"""Reads a function's environment variables into its own typed model."""

import os
from typing import TypeVar, get_origin

import msgspec
from msgspec import Struct


class Environment(Struct, frozen=True, kw_only=True, rename="upper"):
    """A function's variables. A field ``table_name`` is the variable ``TABLE_NAME``."""


class FunctionEnvironment(Environment, frozen=True, kw_only=True):
    """What every function may be given besides its own variables, and what Lambda itself sets.

    ``error_tunnel`` is the function that takes error reports.
    """

    release: str = "unknown"
    error_tunnel: str = ""
    aws_lambda_function_name: str = ""


def is_on_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


class InvalidEnvironment(Exception):
    """A variable is missing or can not be read. Names the variable, never its value."""


_Environment = TypeVar("_Environment", bound=Environment)


def read_environment(model: type[_Environment]) -> _Environment:
    """The model filled from ``os.environ``; a mapping is JSON in its variable.

    Raises ``InvalidEnvironment``.
    """
    given: dict[str, object] = {}
    for field in msgspec.structs.fields(model):
        value = os.environ.get(field.encode_name)
        if value is not None:
            is_mapping = get_origin(field.type) is dict
            given[field.encode_name] = _decoded(field.encode_name, value) if is_mapping else value
    try:
        return msgspec.convert(given, model, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidEnvironment(f"{model.__name__}: {error}") from error


def _decoded(name: str, value: str) -> object:
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError as error:
        raise InvalidEnvironment(f"{name}: not JSON") from error
