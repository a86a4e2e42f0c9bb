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
from local.addresses import Addresses
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
from local.faults.chance import NO_FAULTS, Injector
from local.faults.config import Fault, Faults
from local.faults.relay import Relay, Watcher
from local.integration_responses import add_integration_responses
from local.ministack import MiniStack
from local.synthesis import ROOT, alone_with, synthesized

BUILD = ROOT / "build" / "local"
ASSEMBLY = BUILD / "cdk.out"


def unchanged(_: str, template: Template) -> Template:
    """The change that changes nothing."""
    return template


class LocalStack:
    """Once started, ``addresses``, ``outputs``, ``agents`` and ``aws`` say what there is.

    ``port`` 0 takes a free one. ``change`` is given each stack's name and synthesized template and gives what is
    deployed in its place (a test takes a grant away). ``limits`` are those of API Gateway. ``faults`` happen once a
    browser may come. ``report`` gets a line for each step.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        change: Change = unchanged,
        limits: Limits | None = None,
        faults: Faults = NO_FAULTS,
        report: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._doors = Doors(port)
        self._change = change
        self._faults = faults
        self._injector = Injector()
        self._sockets = Sockets(limits or Limits(), self._injector)
        self._report = report
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

    def watch(self, watcher: Watcher | None) -> None:
        """From now on ``watcher`` sees the functions' calls to DynamoDB, Secrets Manager and ``@connections``."""
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
        with alone_with(ASSEMBLY):
            synthesized(ASSEMBLY, self._report)
            stacks = assembly.home_stacks(ASSEMBLY)
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
        self.site, groups = next((site, settings["groups"]) for site, settings in sites.items())
        bucket = bootstrap_bucket(self.region)
        self._place = Place(
            addresses=self.addresses, relay=self._relay.address, shop_site=self.site, bootstrap_bucket=bucket
        )
        self._deployment = Deployment(self.aws, url=self.ministack_url, region=self.region, zips=BUILD / "assets")
        self._deployment.bootstrap({BUCKET_DEPLOYMENT_KEY: _bucket_deployment()})
        self.outputs: dict[str, str] = {}
        for stack in stacks:
            self._report(f"deploying {stack.name}")
            self.outputs |= self._deployment.deploy(stack, self._localised(stack))
            add_integration_responses(self.aws.cloudformation, self.aws.apis, stack.name, stack.template)
        self.agents: tuple[Agent, ...] = demo_agents(site=self.site, groups=groups)
        for agent in self.agents:
            create_agent(self.aws.cognito, self.outputs["UserPoolId"], agent)

    def _localised(self, stack: Stack) -> Template:
        return localised(self._change(stack.name, stack.template), self._place)

    def _start_edge(self) -> None:
        addresses = self.addresses
        values = {name: getattr(addresses, name) for name in ("start", "shop", "chat", "console")}
        values |= {f"agent_{number}": agent.username for number, agent in enumerate(self.agents, 1)}
        values |= {"password": self.agents[0].password, "site": self.site}
        distribution = deployed_distribution(self.aws.cloudfront, self.outputs["DistributionId"])
        hosts: dict[str, Host] = {
            "localhost": Demo(START, values),
            "shop.localhost": Demo(SHOP, values),
            "chat.localhost": Chat(distribution, ministack=addresses.ministack, sockets=self._sockets),
            "login.localhost": SignIn(ministack=addresses.ministack, cognito=self.aws.cognito),
        }
        self._edge = Edge(self._doors, hosts)
        self._edge.start()
        self._cleanup.callback(self._edge.stop)
        self._cleanup.callback(self.cut)


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
