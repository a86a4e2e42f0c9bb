"""The whole local run as one object: for ``python -m local``, and for tests, which change parts of it."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local import assembly
from local.addresses import LOOPBACK, Addresses
from local.agents import Agent, create_agent, demo_agents
from local.assembly import Stack, Template
from local.demo.pages import SHOP, START
from local.deploy import Change, Clients, Deployment, bootstrap_bucket, clients
from local.differences import BUCKET_DEPLOYMENT_KEY, Place, localised
from local.edge.distribution import deployed_distribution
from local.edge.hosts import Chat, Demo, Host, SignIn
from local.edge.limits import Limits
from local.edge.server import Doors, Edge
from local.edge.socket import Disturbance, Sockets
from local.edge.viewers import Viewer, Viewers
from local.faults.chance import NO_FAULTS, Injector
from local.faults.config import Fault, Faults
from local.faults.relay import Relay, Watcher
from local.integration_responses import add_integration_responses
from local.matomo.matomo import Matomo
from local.matomo.real import RealMatomo
from local.ministack import MiniStack
from local.synthesis import ROOT, alone_with, settings_of, synthesized

BUILD = ROOT / "build" / "local"
ASSEMBLY = BUILD / "cdk.out"
SNIPPET = ROOT / "widget_assets" / "dist" / "snippet.js"
"""Stands in a demo page, as it does in whose page has nothing of the chat's before the first click."""


def unchanged(_: str, template: Template) -> Template:
    """The change that changes nothing."""
    return template


class LocalStack:
    """Once started, ``addresses``, ``outputs``, ``agents`` and ``aws`` say what there is, ``matomo`` what it was told.

    ``port`` 0 takes a free one. ``change`` is given each stack's name and synthesized template and gives what is
    deployed in its place (a test takes a grant away). ``limits`` are those of API Gateway. ``faults`` happen once a
    browser may come. ``matomo`` is one elsewhere that is told in place of the local one. ``sentry_dsn`` is a Sentry to
    which error reports are passed on; without one they are not, whatever the settings say. ``assembly`` is where the
    templates are kept: runs with other settings need another. ``report`` gets a line for each step.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        change: Change = unchanged,
        limits: Limits | None = None,
        faults: Faults = NO_FAULTS,
        matomo: RealMatomo | None = None,
        sentry_dsn: str | None = None,
        assembly: Path = ASSEMBLY,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._doors = Doors(port)
        self._change = change
        self._faults = faults
        self._injector = Injector()
        self._sockets = Sockets(limits or Limits(), self._injector)
        self._report = report
        self._assembly = assembly
        self._real_matomo = matomo
        self._sentry_dsn = sentry_dsn
        self.matomo = Matomo()
        self._viewers = Viewers()
        self._cleanup = ExitStack()
        self._cleanup.callback(self._doors.close)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when a browser may come. Raises ``StartFailed``, with nothing left behind."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends everything that was started."""
        self._cleanup.close()

    def disturb(self, disturbance: Disturbance | None) -> None:
        """From now on every text frame of every WebSocket goes through ``disturbance``."""
        self._sockets.disturbance = disturbance

    def faults(self, faults: Faults = NO_FAULTS) -> None:
        """From now on these happen, from the beginning of their seed's sequence; without any, none."""
        self._injector.use(faults)

    @property
    def faults_done(self) -> Mapping[Fault, int]:
        """How often each fault has happened since the start."""
        return self._injector.done

    def viewers(self, *, address: str, country: str | None = None) -> None:
        """From now on every viewer comes from there. Raises ``ValueError`` where that is no address."""
        self._viewers.now = Viewer(address=address, country=country)

    def watch(self, watcher: Watcher | None) -> None:
        """From now on ``watcher`` sees the functions' calls to AWS, all but those to S3 and for mail."""
        self._relay.watcher = watcher

    def cut(self) -> None:
        """Breaks every open WebSocket, as a lost network does."""
        self._edge.call(self._sockets.cut)

    def deploy_over(self, folder: Path) -> None:
        """Deploys the assembly of another release over the one that runs. Raises ``StartFailed``."""
        for stack in assembly.home_stacks(folder):
            self._report(f"updating {stack.name}")
            self.outputs |= self._deployment.deploy_over(stack, self._localised(stack))
            add_integration_responses(self.aws.cloudformation, self.aws.apis, stack.name, stack.template)

    def when_dead(self, call: Callable[[], None]) -> None:
        """``call`` is made from another thread if MiniStack ends by itself."""
        self._ministack.when_dead(call)

    def _start(self) -> None:
        with alone_with(self._assembly):
            synthesized(self._assembly, self._report)
            stacks = assembly.home_stacks(self._assembly)
            self._start_ministack(stacks[0].region)
            self._deploy(stacks)
        self._start_edge()
        self.faults(self._faults)

    def _start_ministack(self, region: str) -> None:
        self._ministack = MiniStack(region=region, workplace=BUILD)
        self._cleanup.callback(self._ministack.stop)
        self._report(f"starting MiniStack, its log is {self._ministack.log.relative_to(ROOT)}")
        self._ministack.start()
        self._start_relay()
        self.ministack_url = self._ministack.url
        self.region = region
        self.addresses = Addresses(port=self._doors.port, ministack_port=self._ministack.port)
        self.aws: Clients = clients(url=self.ministack_url, region=region)

    def _start_relay(self) -> None:
        self._relay = Relay(self._injector, upstream=self._ministack.port, region=self._ministack.region)
        self._relay.start()
        self._cleanup.callback(self._relay.stop)

    def _deploy(self, stacks: Sequence[Stack]) -> None:
        sites = _sites(stacks)
        self.site, self.groups = next((site, settings["groups"]) for site, settings in sites.items())
        bucket = bootstrap_bucket(self.region)
        self._place = Place(
            addresses=self.addresses,
            relay=self._relay.address,
            matomo=self._real_matomo.url if self._real_matomo else f"{self.addresses.matomo_for_functions}/",
            shop_site=self.site,
            bootstrap_bucket=bucket,
            sentry_dsn=self._sentry_dsn,
        )
        self._deployment = Deployment(self.aws, url=self.ministack_url, region=self.region, zips=BUILD / "assets")
        self._deployment.bootstrap({BUCKET_DEPLOYMENT_KEY: _bucket_deployment()})
        self.outputs: dict[str, str] = {}
        for stack in stacks:
            self._report(f"deploying {stack.name}")
            self.outputs |= self._deployment.deploy(stack, self._localised(stack))
            add_integration_responses(self.aws.cloudformation, self.aws.apis, stack.name, stack.template)
        self.agents: tuple[Agent, ...] = demo_agents(site=self.site, groups=self.groups)
        for agent in self.agents:
            create_agent(self.aws.cognito, self.outputs["UserPoolId"], agent)
        self._tell_token()

    def _tell_token(self) -> None:
        """As an operator does once, where there is analytics."""
        if "MatomoToken" in self.outputs:
            token = self._real_matomo.token if self._real_matomo else self.matomo.token
            self.aws.secrets.put_secret_value(SecretId=self.outputs["MatomoToken"], SecretString=token)

    @property
    def settings(self) -> Path:
        """The file for the operator's command line."""
        return settings_of(self._assembly)

    @property
    def _analytics(self) -> str:
        """What the page of the local Matomo has to say while nothing comes."""
        if "MatomoToken" not in self.outputs:
            return "off"
        return "elsewhere" if self._real_matomo else "listening"

    def _localised(self, stack: Stack) -> Template:
        return localised(self._change(stack.name, stack.template), self._place)

    def _start_edge(self) -> None:
        addresses = self.addresses
        named = ("start", "shop", "chat", "chat_socket", "console", "matomo")
        values = {name: getattr(addresses, name) for name in named}
        values |= {f"agent_{number}": agent.username for number, agent in enumerate(self.agents, 1)}
        values |= {"password": self.agents[0].password, "site": self.site, "group": self.groups[-1]}
        self.matomo.values = values | {"analytics": self._analytics}
        distribution = deployed_distribution(self.aws.cloudfront, self.outputs["DistributionId"])
        hosts: dict[str, Host] = {
            "localhost": Demo(START, values),
            "shop.localhost": Demo(SHOP, values, {"snippet": SNIPPET.read_text(encoding="utf-8")}),
            "chat.localhost": Chat(
                distribution, ministack=addresses.ministack, sockets=self._sockets, viewers=self._viewers
            ),
            "login.localhost": SignIn(ministack=addresses.ministack, cognito=self.aws.cognito),
            "matomo.localhost": self.matomo,
            LOOPBACK: self.matomo,
        }
        self._edge = Edge(self._doors, hosts)
        self._edge.start()
        self._cleanup.callback(self._edge.stop)
        self._cleanup.callback(self.cut)
        self._cleanup.callback(self._edge.call, self.matomo.end)


def _sites(stacks: Iterable[Stack]) -> dict[str, Any]:
    """The sites of ``tresen.toml`` as the functions get them."""
    for stack in stacks:
        for resource in stack.template["Resources"].values():
            variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
            if "SITES" in variables:
                sites: dict[str, Any] = json.loads(variables["SITES"])
                return sites
    raise LookupError("no function of the templates has SITES in its environment")


def _bucket_deployment() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(Path(__file__).parent / "bucket_deployment" / "index.py", "index.py")
    return packed.getvalue()
