"""``embed``: what to paste into a page so that the widget is on it, and what the page's own policy has to allow."""

from argparse import Namespace
from pathlib import Path
from typing import Final

from app import own_node
from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.embeddings import Attributes, Embedding, Page, by_element, by_link, by_script, by_snippet
from cli.errors import WrongUse
from stacks.browser_bundle import browser_bundle
from stacks.words import read_texts

STYLES: Final = ("script", "snippet", "element", "link")
_PINNED: Final = ("script", "element")
_ROOT: Final = Path(__file__).parents[1]


def command(deployment: Deployment, asked: Namespace, _: Say) -> Answer:
    page = _page(deployment, asked)
    if asked.pinned and asked.style not in _PINNED:
        raise WrongUse(f"--pinned: expected --style {' or '.join(_PINNED)}, got {asked.style}")
    if asked.style == "link" and not page.site.card:
        raise WrongUse(f"--style: expected script, snippet or element, as sites.{page.name}.card is false, got link")
    embedding = _embedding(deployment, page, asked)
    data = {"site": page.name, "origins": page.site.origins, "html": embedding.html, "policy": embedding.policy}
    return Answer(data=data, text=_text(page, embedding))


def _embedding(deployment: Deployment, page: Page, asked: Namespace) -> Embedding:
    if asked.style == "link":
        return by_link(page)
    if asked.style == "snippet":
        files = _browser_files()
        return by_snippet(page, (files / "snippet.js").read_text(encoding="utf-8"), read_texts(files)[0])
    loader = _loader(deployment, page.chat, pinned=asked.pinned)
    return by_element(page, loader) if asked.style == "element" else by_script(page, loader)


def _page(deployment: Deployment, asked: Namespace) -> Page:
    """Raises ``WrongUse``, before AWS is asked for anything."""
    sites = deployment.settings.sites
    name = asked.site or (next(iter(sites)) if len(sites) == 1 else None)
    if name not in sites:
        raise WrongUse(f"--site: expected one of {', '.join(sites)}, got {name or 'nothing'}")
    site = sites[name]
    if asked.group is not None and asked.group not in site.groups:
        raise WrongUse(f"--group: expected one of {', '.join(site.groups)}, got {asked.group}")
    if asked.locale is not None:
        languages = read_texts(_browser_files())[0]
        if asked.locale not in languages:
            raise WrongUse(f"--locale: expected one of {', '.join(languages)}, got {asked.locale}")
    return Page(chat=deployment.output("PublicUrl"), name=name, site=site, group=asked.group, locale=asked.locale)


def _loader(deployment: Deployment, chat: str, *, pinned: bool) -> Attributes:
    if not pinned:
        return {"async": None, "src": f"{chat}/loader.js"}
    return {
        "async": None,
        "src": f"{chat}{deployment.output('LoaderPath')}",
        "integrity": deployment.output("LoaderIntegrity"),
        # Without it a browser can not check a script of another origin's.
        "crossorigin": "anonymous",
    }


def _text(page: Page, embedding: Embedding) -> str:
    lines = [f"For {', '.join(page.site.origins)}: {embedding.advice}.", "", embedding.html]
    if embedding.policy:
        lines += ["", "A page with a Content-Security-Policy has to allow this, too:", ""]
        lines += [f"{name} {' '.join(sources)}" for name, sources in embedding.policy.items()]
    return "\n".join(lines)


def _browser_files() -> Path:
    return browser_bundle(_ROOT, own_node())
