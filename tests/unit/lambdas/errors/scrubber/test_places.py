"""Where somebody lives or is, as people write it."""

import pytest

from lambdas.errors.scrubber.places import without_places


@pytest.mark.parametrize(
    "place",
    [
        "Musterstraße 12a",
        "Dorfstr.7",
        "Karl-Marx-Allee 103, 10243 Berlin",
        "Lange Str. 5",
        "D-10115 Berlin",
        "CH-8001 Zürich",
        "00-950 Warszawa",
        "1071 XX Amsterdam",
        "NW1 6XE",
        "Baker Street 221b",
        "221B Baker Street",
        "1600 Pennsylvania Avenue",
        "10 rue de la Paix",
        "Via Roma 12",
        "52°31'12\"N",
        "N 52° 31.200",
        "48.1374° N",
        "52.5200, 13.4049",
        "-33.86882;151.20929",
        "48,13743 / 11,57549",
        "HAUPTSTRASSE 12",
        "Rosenweg Nr. 4 b",
        "Mariahilfer Straße 88A/2/14, 1070 Wien",
        "Hauptstrasse 7, 8400 Winterthur",
        "Straße des 17. Juni 135, 10623 Berlin",
        "Kirchberg 2 99084 Erfurt",
        "Große Bleichen 21, 20354 Hamburg",
        "Eichenhof 12 in 51465 Bergisch Gladbach",
        "60311 Frankfurt am Main",
        "Südring 4",
        "Westring 4",
        "Keizersgracht 555",
        "742 Evergreen Terrace",
        "123 Main St, Apt 4B",
        "ul. Marszałkowska 10",
        "Rue du Rhône 48, 1204 Genève",
        "P.O. Box 1234",
        "8FWH4HX8+QR",
    ],
)
def test_a_place_goes(place: str) -> None:
    assert without_places(f"at {place}; nobody") == "at [address]; nobody"


@pytest.mark.parametrize("before", ["wohnt in ", "kommt aus ", "nach ", "Hamburg, "])
def test_a_code_goes_with_its_town(before: str) -> None:
    assert without_places(f"{before}79104 Freiburg") == f"{before}[address]"


def test_a_state_goes_with_its_code() -> None:
    assert without_places("Washington, DC 20500") == "Washington, [address]"


@pytest.mark.parametrize("street", ["An der alten Mühle 3b", "Am Wall 128", "Zur Alten Post 9", "Unter den Linden 77"])
def test_a_street_without_a_sign_of_one_goes_before_its_town(street: str) -> None:
    assert without_places(f"to {street}, 54290 Trier") == "to [address], [address]"


@pytest.mark.parametrize(
    "text",
    [
        "An der Stelle 5 erwartet",
        "Im Rahmen 12 Fehler",
        "code 10061 Connection refused",
        "E1 and 4XX",
        "45° expected, 3 given",
        "1.2, 3.4",
        "took 0.1234, 5 times",
        "place the 3 items",
        "timeout during 30 s",
        "Rendering 2 frames failed",
        "String 5 is too long",
        "toString2 is not a function",
        "Monitoring 12 sockets",
        "Ring 3 may not enter Ring 0",
        "Error in ring 0",
        "lane 4 is full",
        "via Lambda 3",
        "Kein Platz 2 vorhanden",
        "Speicherplatz 512 MB",
        "Umweg 3",
        "Zeile 12, 12345 Zeichen",
        "Batch 3, 10000 Records",
    ],
)
def test_what_programs_say_of_places_stays(text: str) -> None:
    assert without_places(text) == text
