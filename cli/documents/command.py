"""``notice`` and ``record``: print a document, or write those of all sites and languages into a directory."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.documents.facts import Facts
from cli.documents.notice import notice, paragraphs_of
from cli.documents.page import page
from cli.documents.record import record
from cli.documents.record_text import as_markdown
from cli.documents.wording import LANGUAGES
from cli.errors import Failed, WrongUse
from cli.inventory.declarations import Language
from cli.inventory.inventory import Inventory
from cli.inventory.taken import inventory_of

FORMATS: Final = ("md", "html")


def write_notice(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    """One document for each site, since each has its own form and pages."""
    sites = _sites(deployment, arguments)
    inventory = inventory_of(deployment, arguments, say)
    documents = {
        (site, language): Facts(inventory, site, language) for site in sites for language in _languages(arguments)
    }
    data = [
        {
            "site": site,
            "language": language,
            "paragraphs": [{"id": it.id, "promise": it.promise} for it in paragraphs_of(facts)],
            "markdown": notice(facts),
        }
        for (site, language), facts in documents.items()
    ]
    made = {f"notice-{site}.{language}": (notice(facts), language) for (site, language), facts in documents.items()}
    return _answer(data, made, arguments)


def write_record(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    """One document for the deployment. ``--json`` has every store with its time limit in days."""
    inventory: Inventory = inventory_of(deployment, arguments, say)
    records = [record(inventory, language) for language in _languages(arguments)]
    made = {f"record.{each.language}": (as_markdown(each), each.language) for each in records}
    return _answer([asdict(each) for each in records], made, arguments)


def _sites(deployment: Deployment, arguments: Namespace) -> list[str]:
    known = list(deployment.settings.sites)
    if arguments.site and arguments.site not in known:
        raise WrongUse(f"{arguments.site}: expected one of the sites {', '.join(known)}")
    if not arguments.site and len(known) > 1 and not (arguments.output or arguments.json):
        raise WrongUse(f"expected --site with one of {', '.join(known)}, or --output for all of them")
    return [arguments.site] if arguments.site else known


def _languages(arguments: Namespace) -> tuple[Language, ...]:
    """Without a choice all of them, where there is room for more than one."""
    if arguments.lang:
        return (arguments.lang,)
    return LANGUAGES if arguments.output or arguments.json else LANGUAGES[:1]


def _answer(data: Sequence[object], made: dict[str, tuple[str, Language]], arguments: Namespace) -> Answer:
    documents = {
        name: page(markdown, language) if arguments.format == "html" else markdown
        for name, (markdown, language) in made.items()
    }
    if not arguments.output:
        return Answer(data=data, text="\n".join(documents.values()))
    files = [_written(Path(arguments.output) / f"{name}.{arguments.format}", text) for name, text in documents.items()]
    return Answer(data=data, text="\n".join(f"written: {file}" for file in files))


def _written(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{path}: {error.strerror}") from error
    return path
