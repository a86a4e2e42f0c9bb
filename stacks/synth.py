"""From a settings file to the templates in ``cdk.out``."""

import json
import os
import tomllib
from pathlib import Path

from aws_cdk import App

from stacks.access_logs import AccessLogBucket, AccessLogStack
from stacks.browser_bundle import browser_bundle
from stacks.bundle import BUNDLES, LayerPlatform, bundle_code, bundle_layer
from stacks.data import DataStack
from stacks.errors import NotReady
from stacks.global_edge import GlobalEdgeStack
from stacks.look import Looks, looks_of
from stacks.service import Release, ServiceStack
from stacks.settings import Settings
from stacks.settings_file import read_settings


def synthesize(root: Path, node: str) -> None:
    """Write the templates, or none and raise ``NotReady``."""
    build_app(root, node).synth()


def build_app(root: Path, node: str) -> App:
    """Everything but the templates, as the settings and this checkout have it."""
    app = new_app(root)
    file = Path(_choice(app, "settings", "TRESEN_SETTINGS") or root / "tresen.toml")
    settings = read_settings(file)
    platform = _layer_platform(_choice(app, "layer", "TRESEN_LAYER_PLATFORM") or LayerPlatform.AWS)
    release = Release(
        version=_version(root),
        code=bundle_code(root, root / BUNDLES),
        layer=bundle_layer(platform, root, root / BUNDLES),
        browser_files=browser_bundle(root, node),
    )
    looks = looks_of(settings, file=file, browser_files=release.browser_files, build=root / "build" / "fonts")
    add_stacks(app, settings, release, looks)
    return app


def new_app(root: Path, outdir: Path | None = None) -> App:
    """With the context of cdk.json, which only the cdk command would read."""
    context = json.loads((root / "cdk.json").read_text(encoding="utf-8"))["context"]
    out = outdir or Path(os.environ.get("CDK_OUTDIR", root / "cdk.out"))
    return App(context=context, outdir=str(out), analytics_reporting=False)


def add_stacks(app: App, settings: Settings, release: Release, looks: Looks) -> None:
    """What is kept, what each release replaces, and what is asked for in us-east-1."""
    name = settings.deployment.name
    edge = settings.edge
    global_edge = GlobalEdgeStack(app, f"{name}-global", settings=edge) if GlobalEdgeStack.is_needed(edge) else None
    groups = {site: site_settings.groups for site, site_settings in settings.sites.items()}
    data = DataStack(
        app,
        f"{name}-data",
        region=settings.deployment.region,
        groups=groups,
        recovery_days=settings.retention.recovery_days,
        second_factor=settings.agents.second_factor,
    )
    service = ServiceStack(
        app,
        f"{name}-service",
        settings=settings,
        data=data,
        release=release,
        looks=looks,
        certificate_arn=global_edge.certificate_arn if global_edge else edge.certificate_arn,
        web_acl_arn=global_edge.web_acl_arn if global_edge else None,
    )
    if edge.access_logs:
        bucket = AccessLogBucket(service, "AccessLogs", days=settings.retention.log_days)
        AccessLogStack(
            app,
            f"{name}-access-logs",
            distribution_arn=service.distribution_arn,
            bucket_arn=bucket.arn,
            name=f"{name}-access-logs",
        )


def _choice(app: App, context_key: str, variable: str) -> str:
    """``cdk -c key=value``, or an environment variable, or nothing."""
    return str(app.node.try_get_context(context_key) or os.environ.get(variable, ""))


def _layer_platform(name: str) -> LayerPlatform:
    try:
        return LayerPlatform(name)
    except ValueError as error:
        raise NotReady(f"layer: expected {' or '.join(LayerPlatform)}, got {name}") from error


def _version(root: Path) -> str:
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return str(version)
