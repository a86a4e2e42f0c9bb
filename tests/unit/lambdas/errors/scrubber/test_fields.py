"""Values that are somebody's by the name before them."""

import pytest

from lambdas.errors.scrubber.fields import without_values


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Vorname: Anna Maria, Ort: Bad Aibling; x", "Vorname: [value], Ort: [value]; x"),
        ("first_name=Anna&x=1", "first_name=[value]&x=1"),
        ("password: 'geheim' refused", "password: '[value]' refused"),
        ("db_password=geheim refused", "db_password=[value] refused"),
        ("apiKey=abc", "apiKey=[value]"),
        ("Geburtsdatum: 2024-01-31", "Geburtsdatum: [value]"),
        ("Kundennummer 100042 fehlt", "Kundennummer [value] fehlt"),
        ("SV-Nr. 65 170839 J 003", "SV-Nr. [value]"),
        ("PLZ 10115 Berlin", "PLZ [value] Berlin"),
        ("code=471108", "code=[value]"),
        ("Key (email, name)=(a, b) exists", "Key (email, name)=([value]) exists"),
        ('{"a": "b c", "n": 1}', '{"a": "[value]", "n": 1}'),
        ("{'a': 'b', 'c': 'd'}", "{'a': '[value]', 'c': '[value]'}"),
        ('{"a":"er sagte "ja" laut","b":"c"}', '{"a":"[value]","b":"[value]"}'),
        ("Cookie: a=b; c=d", "Cookie: [value]"),
        ("Authorization: Bearer abc, x", "Authorization: [value]"),
        ("x\\nname: Anna", "x\\nname: [value]"),
        ("Kontoinhaberin: Anna Schmidt, x", "Kontoinhaberin: [value], x"),
        ("billing_name => Anna Schmidt", "billing_name => [value]"),
        ("Lieferadresse: Am Anger 7, x", "Lieferadresse: [value], x"),
        ("{'age': 34, 'n': 1}", "{'age': [value], 'n': 1}"),
        ("Religion: evangelisch, x", "Religion: [value], x"),
        ("text: Hallo, ich bin Anna", "text: [value]"),
        ("msg=Hallo, ich bin Anna] x", "msg=[value]] x"),
        ("Handy: 0171-2 34 56 78 fehlt", "Handy: [value] fehlt"),
        ("user: Bearer 1GxUJHGqnkDURAptxhwq, x", "user: [value], x"),
        ("user: anna 1GxUJHGqnkDURAptxhwq", "user: [value] 1GxUJHGqnkDURAptxhwq"),
        ("token=" + "a1" * 500 + ", x", "token=[value], x"),
        ("Matrikelnummer 1" + "a" * 500 + " x", "Matrikelnummer [value] x"),
        ("Matrikelnummer 123456", "Matrikelnummer [value]"),
        ("Kennzeichen: M AB 123E", "Kennzeichen: [value]"),
        ("serial number C02XK1", "serial number [value]"),
        ("Geburtstag 03.03.84", "Geburtstag [value]"),
        ("geb. 3. März 1984", "geb. [value]"),
        ("on March 3rd, 1984", "on [value]"),
        ("BIC COBADEFFXXX unknown", "BIC [value] unknown"),
        ("(last_name)=(Schmidt) exists", "(last_name)=([value]) exists"),
        ("User 'anna' not found", "User '[value]' not found"),
        ('account "anna" is locked', "account '[value]' is locked"),
        ("user anna.schmidt has no leave", "user [value] has no leave"),
        ("Benutzer anna@example.de fehlt", "Benutzer anna@example.de fehlt"),
        ("Benutzer anna.s@example.de fehlt", "Benutzer [value] fehlt"),
    ],
)
def test_the_value_goes_and_the_name_stays(text: str, told: str) -> None:
    assert without_values(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "code=1006",
        "name: ChunkLoadError",
        "name 'foo' is not defined",
        "token: null",
        "password: required",
        "password must not be empty",
        "port: 8080",
        "hostname=localhost",
        "Zeilennummer 12",
        "pass 1",
        "text: too long",
        "name: field required",
        "user is null",
        "User rejected the request",
        "username must not be empty",
        "User: arn:aws:sts::1:assumed-role/x is not authorized to perform: dynamodb:PutItem",
        "Fehlernummer 404",
        "Dec 12, 2025",
        "column name 'x'",
        "{'a': 1}",
    ],
)
def test_what_says_nothing_of_anybody_stays(text: str) -> None:
    assert without_values(text) == text
