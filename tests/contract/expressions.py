"""DynamoDB's condition expressions, as far as this house writes them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

import operator
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

Item = Mapping[str, Any]
Names = Mapping[str, str]
Values = Mapping[str, Any]
Predicate = Callable[[Item, Names, Values], bool]
Operand = Callable[[Item, Names, Values], Any]

_TOKENS: Final = re.compile(r"<=|>=|<>|[<>=(),]|[:#]?\w+")
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@cache
def parse(text: str) -> Predicate:
    """The condition as a function of an item, and of the names and values that the request gives."""
    parser = _Parser(_TOKENS.findall(text))
    condition = parser.either()
    assert not parser.tokens, f"not understood from {parser.tokens} on: {text}"
    return condition


class _Parser:
    """``OR`` of ``AND`` of comparisons, functions and what stands in brackets."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def either(self) -> Predicate:
        parts = [self._both()]
        while self._took("OR"):
            parts.append(self._both())
        return lambda *given: any(part(*given) for part in parts)

    def _both(self) -> Predicate:
        parts = [self._one()]
        while self._took("AND"):
            parts.append(self._one())
        return lambda *given: all(part(*given) for part in parts)

    def _one(self) -> Predicate:
        if self._took("NOT"):
            inverted = self._one()
            return lambda *given: not inverted(*given)
        if self._took("("):
            inner = self.either()
            self._expect(")")
            return inner
        if len(self.tokens) > 1 and self.tokens[1] == "(":
            return self._function()
        return self._comparison()

    def _function(self) -> Predicate:
        name = self.tokens.pop(0)
        self._expect("(")
        arguments = [self._operand()]
        while self._took(","):
            arguments.append(self._operand())
        self._expect(")")
        return _FUNCTIONS[name](*arguments)

    def _comparison(self) -> Predicate:
        left = self._operand()
        if self._took("BETWEEN"):
            low = self._operand()
            self._expect("AND")
            high = self._operand()
            at_least, at_most = _compared(">=", left, low), _compared("<=", left, high)
            return lambda *given: at_least(*given) and at_most(*given)
        return _compared(self.tokens.pop(0), left, self._operand())

    def _operand(self) -> Operand:
        token = self.tokens.pop(0)
        if token.startswith(":"):
            return lambda _item, _names, values: plain(values[token])
        if token.startswith("#"):
            return lambda item, names, _values: plain(item.get(names[token]))
        return lambda item, _names, _values: plain(item.get(token))

    def _took(self, token: str) -> bool:
        is_next = bool(self.tokens) and self.tokens[0].upper() == token
        if is_next:
            self.tokens.pop(0)
        return is_next

    def _expect(self, token: str) -> None:
        assert self._took(token), f"{token} expected before {self.tokens}"


def plain(attribute: Mapping[str, Any] | None) -> Any:
    """What can be compared: bytes of text in UTF-8, numbers; ``None`` for an attribute that is not there."""
    if attribute is None:
        return None
    ((kind, value),) = attribute.items()
    if kind == "N":
        return int(value)
    return value.encode() if kind == "S" else value


def _compared(sign: str, left: Operand, right: Operand) -> Predicate:
    """What is not there, or is of another type, compares as false; only "not equal" holds."""
    compare = _COMPARISONS[sign]

    def holds(*given: Any) -> bool:
        one, other = left(*given), right(*given)
        if type(one) is not type(other) or one is None:
            return sign == "<>"
        return compare(one, other)

    return holds


def _exists(path: Operand) -> Predicate:
    return lambda *given: path(*given) is not None


def _not_exists(path: Operand) -> Predicate:
    return lambda *given: path(*given) is None


def _begins_with(path: Operand, start: Operand) -> Predicate:
    return lambda *given: path(*given) is not None and bool(path(*given).startswith(start(*given)))


def _contains(path: Operand, part: Operand) -> Predicate:
    """Of a set of text."""
    return lambda *given: path(*given) is not None and part(*given).decode() in path(*given)


_FUNCTIONS: Final[Mapping[str, Callable[..., Predicate]]] = {
    "attribute_exists": _exists,
    "attribute_not_exists": _not_exists,
    "begins_with": _begins_with,
    "contains": _contains,
}
