"""The report that a scrubbed event makes."""

from typing import Any, Final

from lambdas.protocol.errors import Breadcrumb, Level, Report, StackFrame, Thrown

_UNNAMED: Final = "?"
"""As Sentry's SDKs call a function without a name."""


def report_of(event: dict[str, Any], new_id: str) -> Report:
    """``event`` as ``scrub`` gives it, whose bounds are the report's; ``new_id`` is taken where it has none."""
    happened = event.get("timestamp")
    return Report(
        event_id=event.get("event_id", new_id),
        platform=event["platform"],
        level=Level(event["level"]),
        message=event.get("message"),
        errors=[_thrown(error) for error in _values(event, "exception")],
        breadcrumbs=[_breadcrumb(crumb, happened) for crumb in _values(event, "breadcrumbs")],
        release=event.get("release"),
        environment=event.get("environment"),
        place=event.get("transaction"),
        browser=_product(event, "browser"),
        system=_product(event, "os"),
        tags=event.get("tags", {}),
    )


def _values(event: dict[str, Any], name: str) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = event.get(name, {}).get("values", [])
    return values


def _thrown(error: dict[str, Any]) -> Thrown:
    frames = error.get("stacktrace", {}).get("frames", [])
    return Thrown(type=error["type"], message=error.get("value"), frames=[_frame(frame) for frame in frames])


def _frame(frame: dict[str, Any]) -> StackFrame:
    return StackFrame(
        file=frame.get("filename") or frame.get("module") or _UNNAMED,
        function=frame.get("function"),
        line=frame.get("lineno"),
        column=frame.get("colno"),
    )


def _breadcrumb(crumb: dict[str, Any], happened: float | None) -> Breadcrumb:
    """One whose time lies behind the error's has no time that could be told."""
    at = crumb.get("timestamp")
    before = None if at is None or happened is None else round((happened - at) * 1000)
    return Breadcrumb(
        category=crumb["category"],
        message=crumb.get("message") or _request(crumb.get("data", {})),
        before=before if before is not None and before >= 0 else None,
    )


def _request(data: dict[str, Any]) -> str | None:
    parts = [str(data[name]) for name in ("method", "url", "status_code") if name in data]
    return " ".join(parts) or None


def _product(event: dict[str, Any], name: str) -> str | None:
    context = event.get("contexts", {}).get(name, {})
    return " ".join(context[part] for part in ("name", "version") if part in context) or None
