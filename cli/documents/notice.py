"""The privacy notice, as Markdown: what one site's visitors are to be told of this very deployment."""

from collections.abc import Iterator

from cli.documents.facts import Facts
from cli.documents.paragraphs import PARAGRAPHS, Paragraph
from cli.documents.values import common_values, values_of
from cli.documents.wording import texts


def notice(facts: Facts) -> str:
    """A whole document, ending in a line break."""
    words = texts("notice", facts.language)
    values = common_values(facts)
    head = [f"# {words['title']}", f"*{words['sites'].format_map(values)}*", words["made"]]
    return "\n\n".join((*head, *_paragraphs(facts))) + "\n"


def paragraphs_of(facts: Facts) -> tuple[Paragraph, ...]:
    """Those that this deployment's notice has, in their order."""
    return tuple(paragraph for paragraph in PARAGRAPHS if paragraph.belongs(facts))


def _paragraphs(facts: Facts) -> Iterator[str]:
    words = texts("notice", facts.language)["paragraph"]
    for paragraph in paragraphs_of(facts):
        text = words[paragraph.id]
        filled = text["text"].strip().format_map(values_of(paragraph.id, facts))
        yield f"## {text['title']} ({paragraph.promise})\n\n{filled}"
