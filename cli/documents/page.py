"""A document as a page: complete, accessible, and asking for nothing from elsewhere."""

import re
from html import escape
from typing import Final

from markdown_it import MarkdownIt

from cli.inventory.declarations import Language

_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
body { font: 1rem/1.6 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2rem; }
blockquote { margin: 1rem 0; padding: .5rem 1rem; border-left: .3rem solid; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .35rem .6rem; border: 1px solid; text-align: left; vertical-align: top; }
@media print { body { max-width: none; margin: 0; } }
"""
_TABLE: Final = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def page(markdown: str, language: Language) -> str:
    """HTML of a document that begins with its title. Whatever looks like HTML in it is shown as text."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    # A table that is wider than the screen is scrolled by itself, with the keyboard too.
    name = "Tabelle" if language == "de" else "Table"
    body = _TABLE.sub(
        rf'<div class="table" role="region" aria-label="{name}" tabindex="0"><table>\1</table></div>', body
    )
    body = body.replace("<th>", '<th scope="col">')
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_title(markdown))}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _title(markdown: str) -> str:
    return markdown.partition("\n")[0].removeprefix("# ")
