"""What is quoted of a person or a page, and what of a program."""

import pytest

from lambdas.errors.scrubber.quotations import without_quotations


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Unexpected token 'A', \"Anna\" is not valid JSON", "Unexpected token 'A', '[text]' is not valid JSON"),
        (
            'Unexpected token \'H\', ..."t":"Hi Anna"... is not valid JSON',
            "Unexpected token 'H', ...'[text]' is not valid JSON",
        ),
        ('"Anna" is not valid JSON', "'[text]' is not valid JSON"),
        ("'anna' is not a valid selector", "'[text]' is not a valid selector"),
        ("invalid literal for int() with base 10: 'anna'", "invalid literal for int() with base 10: '[text]'"),
        ("could not convert string to float: 'anna'", "could not convert string to float: '[text]'"),
        ("time data 'anna' does not match", "time data '[text]' does not match"),
        ("'Hallo Anna' is too long", "'[text]' is too long"),
        ('"Hallo, Anna" is too long', '"[text]" is too long'),
        ("`Hallo Anna` is too long", "`[text]` is too long"),
        ("'Müller' is unknown", "'[text]' is unknown"),
        ("\u201eHallo Anna\u201c ist zu lang", "\u201e[text]\u201c ist zu lang"),
        ("\u00abHallo Anna\u00bb", "\u00ab[text]\u00bb"),
        ("\u2018Hallo Anna\u2019", "\u2018[text]\u2019"),
        ('<a title="Anna">Anna</a> is gone', "<a>[text]</a> is gone"),
        ('<input value="Anna', "<input>"),
        ("Duplicate entry 'Anna' for key 'x'", "Duplicate entry '[text]' for key 'x'"),
        ("invalid input syntax for type integer: 'Anna'", "invalid input syntax for type integer: '[text]'"),
        ('JSON Parse error: Unexpected identifier "Anna"', "JSON Parse error: Unexpected identifier '[text]'"),
        ("'anna' is missing an '@'.", "'[text]' is missing an '@'."),
        ('In "anna" fehlt ein @-Zeichen', "In '[text]' fehlt ein @-Zeichen"),
        ("Failed to parse URL from konto/anna now", "Failed to parse URL from [text] now"),
        ("Invalid URL: anna", "Invalid URL: [text]"),
        ("INSERT INTO x (a) VALUES ('Anna',10115)", "INSERT INTO x (a) VALUES [text]"),
        ("Failing row contains (1, Anna).", "Failing row contains [text]."),
        ("[parameters: ('Anna', 'x')]", "[parameters: [text]]"),
        ("select a from x where b = 'anna'", "select a from x where b = '[text]'"),
        ("near b LIKE '%anna%'", "near b LIKE '[text]'"),
        ("'I'm Anna' is too long", "'[text]' is too long"),
        ("\u203aHallo Anna\u2039", "\u203a[text]\u2039"),
        ("\u300cHallo Anna\u300d", "\u300c[text]\u300d"),
        ("[input_value='anna', input_type=str]", "[input_value='[text]', input_type=str]"),
        ('"Anna" is not a valid name', "'[text]' is not a valid name"),
        ('with value="anna"', "with value='[text]'"),
        ("SELECT a FROM x WHERE b LIKE 'anna%'", "SELECT a FROM x WHERE b LIKE '[text]'"),
        ("'Grüße von foo(): ja'", "'[text]'"),
    ],
)
def test_words_of_a_person_go(text: str, told: str) -> None:
    assert without_quotations(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Cannot read properties of undefined (reading 'x')",
        "The URL's scheme must be either 'ws' or 'wss'.",
        'can\'t access property "length", e is undefined',
        'Illegal transition from "open" to "opening"',
        "'utf-8' codec can't decode byte 0xff",
        "KeyError: 'expires_at'",
        "script-src 'self'",
        "<class 'decimal.InvalidOperation'>",
        "HTMLDocument.<anonymous>",
        "a < b, c > d",
        "'popitem(): dictionary is empty'",
        "Can't SELECT 'x' twice",
        "can't find where it's 'open'",
        "Cannot select from 'list'",
        "Element 'select' not allowed where 'option' expected",
        "a \u203a b \u203a c",
        "Failed to parse URL from [text]",
    ],
)
def test_names_of_a_program_stay(text: str) -> None:
    assert without_quotations(text) == text
