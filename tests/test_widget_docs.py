"""What docs/embedding.md and docs/widget.md say of the widget is what it is: each list is held against the code."""

import json
import re
import subprocess
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from app import own_node
from cli.embeddings import Page, by_script
from stacks.settings import Site
from stacks.widget_settings import Widget

ROOT = Path(__file__).parents[1]
SRC = ROOT / "widget_assets" / "src"
EMBEDDING = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
WIDGET = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
TYPES = (SRC / "interface" / "Tresen.ts").read_text(encoding="utf-8")
TOLD = json.loads((ROOT / "docs" / "widget.schema.json").read_text(encoding="utf-8"))["$defs"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")


def rows(page: str, head: str) -> list[list[str]]:
    """The cells of the table that begins so."""
    lines = page[page.index(f"| {head} |") :].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines[2:]]


def names(page: str, head: str, column: int = 0) -> list[str]:
    """What stands in type in a column, without a call's values."""
    return [name.partition("(")[0] for row in rows(page, head) for name in CODE.findall(row[column])]


def examples(language: str, page: str = EMBEDDING) -> list[str]:
    return [text for found, text in BLOCK.findall(page) if found == language]


def members(type_: str) -> list[str]:
    """Of one of the public types. Raises ``IndexError`` if it is not there."""
    body = re.findall(rf"^export type {type_} = .*?\{{\n(.*?)^\}};", TYPES, re.MULTILINE | re.DOTALL)[0]
    return re.findall(r"^  (?:readonly )?(\w+)\??[:(<]", body, re.MULTILINE)


def test_attributes_are_those_of_the_schema() -> None:
    told = names(EMBEDDING, "attribute | in the address | call | value")
    assert sorted(told) == sorted(TOLD["Attributes"]["properties"])


def test_parameters_are_those_of_the_schema() -> None:
    told = names(EMBEDDING, "attribute | in the address | call | value", 1)
    assert sorted(told) == sorted(TOLD["Parameters"]["properties"])


def test_the_snippet_is_told_what_the_script_is_and_these() -> None:
    own = names(EMBEDDING, "attribute | value")
    assert sorted([*own, *TOLD["Attributes"]["properties"]]) == sorted(TOLD["SnippetAttributes"]["properties"])


def test_calls_are_those_of_the_interface() -> None:
    assert sorted(names(EMBEDDING, "call | what it does")) == sorted(set(members("Tresen")) - {"version", "push"})


def test_the_state_is_that_of_the_interface() -> None:
    assert sorted(names(EMBEDDING, "member | value")) == sorted(members("WidgetState"))


def test_events_are_those_of_the_interface() -> None:
    assert sorted(names(EMBEDDING, "type | `detail` | when")) == sorted(members("EventDetails"))


def test_the_policy_is_the_one_that_the_tool_prints() -> None:
    site = Site(
        origins=("https://www.example.com",), groups=("service",), widget=Widget(font="a.woff2", font_family="A")
    )
    page = Page(chat="https://chat.example.com", name="shop", site=site, group=None, locale=None)
    told = {
        CODE.findall(row[0])[0]: CODE.findall(row[1])[0].split() for row in rows(EMBEDDING, "directive | value | for")
    }
    assert told == dict(by_script(page, {}).policy)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "text", [*examples("html"), *examples("html", (ROOT / "README.md").read_text(encoding="utf-8"))]
)
def test_an_example_of_html_has_attributes_that_there_are(text: str) -> None:
    tags = _Tags()
    tags.feed(text)
    assert tags.found
    for tag, attributes in tags.found:
        if tag == "script":
            path = (attributes["src"] or "").removeprefix("https://chat.example.com/")
            assert path in ("loader.js", "element.js")
            assert_valid({name: value for name, value in attributes.items() if name.startswith("data-")}, "Attributes")
        elif tag == "tresen-panel":
            assert_valid(attributes, "ElementAttributes")
        else:
            assert attributes["data-tresen-open"] in ("chat", "form")


def assert_valid(attributes: dict[str, str | None], type_: str) -> None:
    for name, value in attributes.items():
        schema = TOLD[type_]["properties"][name]
        assert (value or "") in schema.get("enum", [value or ""]), name
        assert re.search(schema.get("pattern", ""), value or ""), name


def test_examples_for_scripts_hold_against_the_types(tmp_path: Path) -> None:
    """Those of the queue are for a page whose script is not there yet, so of them the names alone."""
    queued = [text for text in examples("js") if "??=" in text]
    called = [text for text in examples("js") if text not in queued]
    assert queued
    for name in re.findall(r'\["(\w+)"', "".join(queued)):
        assert name in members("Tresen")
    types = SRC / "interface" / "Tresen.js"
    declared = f'import type {{ Tresen }} from "{types}";\ndeclare global {{ const tresen: Tresen; }}\n'
    (tmp_path / "global.d.ts").write_text(declared, encoding="utf-8")
    for number, text in enumerate(called):
        (tmp_path / f"example{number}.ts").write_text(f"{text}\nexport {{}};\n", encoding="utf-8")
    flags = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "--types", ""]
    script = str(ROOT / "node_modules" / "typescript" / "bin" / "tsc")
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    answer = subprocess.run([own_node(), script, *flags, *files], capture_output=True, text=True, check=False)  # noqa: S603
    assert (answer.returncode, answer.stdout) == (0, "")


def test_settings_of_looks_are_those_of_the_file() -> None:
    told = [
        name.partition(".")[0] for name in names(WIDGET, "key of `[sites.<name>.widget]` | what | values | without it")
    ]
    assert sorted(told) == sorted(field.name for field in msgspec.structs.fields(Widget))


def source(*patterns: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for pattern in patterns for path in sorted(SRC.rglob(pattern)))


def test_custom_properties_are_those_that_the_style_sheets_read() -> None:
    told = names(WIDGET, "property | default | what")
    assert sorted(told) == sorted(set(re.findall(r"var\(\s*(--tresen-[a-z-]+)", source("*.css"))))


@pytest.mark.parametrize("row", rows(WIDGET, "property | default | what"), ids=lambda row: row[0])
def test_the_default_of_a_custom_property_is_the_style_sheet_s(row: list[str]) -> None:
    name, default = CODE.findall(row[0])[0], CODE.findall(row[1])
    if default:
        assert re.search(rf"var\(\s*{name},\s*{re.escape(default[0])}", source("*.css"))


def test_parts_are_those_that_elements_have() -> None:
    told = names(WIDGET, "`::part()` | is")
    assert sorted(told) == sorted({"launcher", *re.findall(r'\bpart: "(\w+)"', source("*.ts"))})


def test_storage_is_what_the_code_names() -> None:
    told = names(WIDGET, "where | name | what | until", 1)
    database = (SRC / "chat" / "database.ts").read_text(encoding="utf-8")
    one = re.findall(r"createObjectStore\(([A-Z]+)", database)
    several = [name for listed in re.findall(r"of \[([A-Z, ]+)\]", database) for name in listed.split(", ")]
    stores = [re.findall(rf'export const {name} = "(\w+)"', database)[0] for name in (*one, *several)]
    items = re.findall(r'"(tresen\.\w+)"', source("chat/*.ts", "privacy/*.ts", "form/*.ts", "analysis/*.ts"))
    assert sorted(told) == sorted({*stores, *items})


def budgets() -> Iterable[tuple[str, int]]:
    build = (ROOT / "widget_assets" / "build.mjs").read_text(encoding="utf-8")
    listed = build[build.index("const BUDGETS = {") :].partition("}")[0]
    for name, figure in re.findall(r'^ +"?(\w[\w ]*)"?: ([\d_]+),$', listed, re.MULTILINE):
        yield name, int(figure)


def test_budgets_are_those_of_the_build() -> None:
    told = [(row[0], int(row[2].replace(",", ""))) for row in rows(WIDGET, "part | loaded | budget | last")]
    assert told == list(budgets())


def test_the_readme_names_the_budget_of_a_conversation() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"history at most {dict(budgets())['a conversation'] / 1000:.1f} kB more" in readme


def test_no_part_weighed_more_than_it_may() -> None:
    for part, _, budget, last in rows(WIDGET, "part | loaded | budget | last"):
        assert int(last.replace(",", "")) <= int(budget.replace(",", "")), part
