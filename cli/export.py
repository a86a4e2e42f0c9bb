"""``export``: a copy of all that is kept of somebody, as JSON for machines and as a page to read."""

import time
from argparse import Namespace
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.erase import operator
from cli.errors import Failed, WrongUse
from cli.export_page import export_page
from cli.people import confirm, selected
from lambdas.privacy.copies import Copies
from lambdas.privacy.records import DAY_SECONDS, Audited, AuditRow, Scope
from lambdas.privacy.store import PrivacyStore
from lambdas.protocol.privacy import ExportPage

FILES = ("export.json", "export.html")


def command(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    folder = Path(arguments.output)
    _demand_room(folder, force=arguments.force)
    people = selected(deployment, arguments, say)
    if arguments.email is not None:
        confirm(people, arguments, say, question="Hand all of it to the one who asks?")
    store = PrivacyStore(deployment.session.client("dynamodb"), deployment.output("ChatTable"))
    now = time.time_ns() // 1_000_000
    copies = [whole(Copies(store), each.scope, now, say) for each in people]
    requester = operator(deployment)
    for each, copy in zip(people, copies, strict=True):
        store.audit(
            AuditRow(
                site=each.scope.site,
                audit_id=str(uuid4()),
                at=now,
                what=Audited.EXPORTED,
                requester=requester,
                counts=_counts(copy),
                expires_at=now // 1000 + deployment.settings.retention.audit_days * DAY_SECONDS,
            )
        )
    written = _write(folder, copies, arguments.lang, now)
    return Answer(
        data={"exported": [each.scope.subject for each in people], "files": [str(path) for path in written]},
        text="\n".join(f"written: {path}" for path in written),
    )


def whole(copies: Copies, scope: Scope, now: int, say: Say) -> ExportPage:
    """All parts of the copy as one. ``now`` in epoch milliseconds."""
    parts = [copies.export(scope, None, now)]
    while (cursor := parts[-1].cursor) is not None:
        parts.append(copies.export(scope, cursor, now))
        say(f"{scope.subject}: parts read so far: {len(parts)}")
    return msgspec.structs.replace(
        parts[0],
        entries=[entry for part in parts for entry in part.entries],
        contact_requests=[request for part in parts for request in part.contact_requests],
        connections=[connection for part in parts for connection in part.connections],
        proofs=sum(part.proofs for part in parts),
        cursor=None,
    )


def _demand_room(folder: Path, *, force: bool) -> None:
    try:
        there = [name for name in FILES if (folder / name).exists()]
    except OSError as error:
        raise Failed(f"{folder}: {error.strerror}") from error
    if there and not force:
        raise WrongUse(f"{folder / there[0]}: is there already; --force writes over it")


def _write(folder: Path, copies: list[ExportPage], language: str, now: int) -> list[Path]:
    """For the operator's eyes alone until somebody sends it."""
    document: dict[str, Any] = {"exported_at": now, "people": msgspec.to_builtins(copies)}
    texts = (
        msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n",
        export_page(copies, language, now),
    )
    written = [folder / name for name in FILES]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, text in zip(written, texts, strict=True):
            path.unlink(missing_ok=True)
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{folder}: {error.strerror}") from error
    return written


def _counts(copy: ExportPage) -> dict[str, int]:
    counted = {
        "conversation": len(copy.entries),
        "contact_requests": len(copy.contact_requests),
        "connections": len(copy.connections),
        "proofs": copy.proofs,
    }
    return {kind: count for kind, count in counted.items() if count}
