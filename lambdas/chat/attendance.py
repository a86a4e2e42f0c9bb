"""Agents' presence, and what follows from it for visitors."""

from collections.abc import Iterator, Mapping
from typing import Final

from lambdas.chat.availability import GroupAvailability, Lease, availability_of, updated
from lambdas.chat.availability_files import AvailabilityFiles, Written, names_of
from lambdas.chat.presence_store import PresenceStore
from lambdas.chat.records import Caller
from lambdas.chat.rights import agent_only
from lambdas.identity.people import Agent
from lambdas.identity.sites import Site, Sites
from lambdas.protocol.commands import RenewPresence
from lambdas.protocol.entries import Presence
from lambdas.protocol.events import PresenceRenewed
from lambdas.protocol.limits import LEASE_SECONDS
from lambdas.protocol.refusals import RefusalCode, Refused

ATTEMPTS: Final = 5
"""How often files are looked at, when others write them at the same moment."""


class Attendance:
    def __init__(self, store: PresenceStore, files: AvailabilityFiles, *, sites: Sites, conversation_days: int) -> None:
        self._conversation_days = conversation_days
        self._store = store
        self._files = files
        self._sites = sites

    def renew(self, caller: Caller, command: RenewPresence) -> PresenceRenewed:
        """Leases first, then the files that follow from them: what fails halfway is mended by the same command."""
        agent = agent_only(caller.identity)
        for name, groups in self._served_by(agent):
            for group in groups:
                self._note(f"{name}.{group}", agent, caller, command.presence)
            self._publish(name, groups, caller.now // 1000)
        return PresenceRenewed(command_id=command.command_id, presence=command.presence)

    def _served_by(self, agent: Agent) -> Iterator[tuple[str, list[str]]]:
        """Each site with those of its groups that the agent is in. A supervisor alone answers nobody."""
        for name, site in self._sites.items():
            groups = [group for group in site.groups if f"{name}.{group}" in agent.groups]
            if groups:
                yield name, groups

    def _note(self, group: str, agent: Agent, caller: Caller, presence: Presence) -> None:
        """``group`` is ``<site>.<group>``. A lease ends with the agent's token at the latest."""
        if presence is Presence.OFFLINE:
            self._store.release(group, agent.agent_id, caller.connection_id)
            return
        ends = min(caller.now // 1000 + LEASE_SECONDS, agent.expires_at)
        self._store.hold(group, agent.agent_id, caller.connection_id, Lease(presence=presence, expires_at=ends))

    def _publish(self, name: str, groups: list[str], now: int) -> None:
        """Bring the site's files up to date with the leases in ``groups``.

        A file is read before the leases. So whoever replaces it knows all that its last writer knew, and of two who
        write at the same moment the later one looks again. Raises ``Refused`` with ``busy``.
        """
        site = self._sites[name]
        files = names_of(name, site.origins)
        for _ in range(ATTEMPTS):
            written = {file: self._files.read(file) for file in files}
            known = {group: availability_of(self._store.read(f"{name}.{group}"), now) for group in groups}
            files = [it for it in files if not self._is_up_to_date(it, written[it], known, site, now)]
            if not files:
                return
        raise Refused(RefusalCode.BUSY)

    def _is_up_to_date(
        self, file: str, written: Written, known: Mapping[str, GroupAvailability], site: Site, now: int
    ) -> bool:
        """Whether the file is, if need be because it has just been written."""
        wanted = updated(written.content, known, site, now, conversation_days=self._conversation_days)
        return wanted is None or self._files.replace(file, written, wanted)
