"""What a document speaks of: one site of a deployment, in one language."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cli.documents.bases import basis_of
from cli.inventory.declarations import Language
from cli.inventory.inventory import Inventory
from cli.inventory.templates import variables_of
from stacks.settings import ContactForm, Settings, Site, analysis_of

FORM = "lambdas.contact.form_handler.handler"
COLLECT = "lambdas.analytics.collect_handler.handler"
TUNNEL = "lambdas.errors.tunnel_handler.handler"


@dataclass(frozen=True)
class Facts:
    """Whatever can be seen in the templates is taken from there: they are what gets deployed."""

    inventory: Inventory
    site_name: str
    language: Language

    @property
    def settings(self) -> Settings:
        return self.inventory.settings

    @property
    def site(self) -> Site:
        return self.settings.sites[self.site_name]

    @property
    def region(self) -> str:
        return self.settings.deployment.region

    @property
    def form(self) -> ContactForm | None:
        """The site's form, if the function that serves it is deployed."""
        return self.site.contact if FORM in self.inventory.templates.functions() else None

    @cached_property
    def form_variables(self) -> dict[str, str]:
        function = self.inventory.templates.functions().get(FORM)
        return variables_of(self.inventory.templates, function) if function else {}

    @property
    def sends_mail(self) -> bool:
        """Whether agents are told of this site's requests by e-mail."""
        return bool(self.form and self.form.notify and self.form_variables.get("SENDER"))

    @property
    def mail_has_content(self) -> bool:
        return self.form_variables.get("NOTE_CONTENT", "").lower() == "true"

    @property
    def has_privacy_menu(self) -> bool:
        return "lambdas.privacy.handler.handler" in self.inventory.templates.functions()

    @property
    def analysis(self) -> Literal["opt_out", "opt_in"] | None:
        """When the use of the widget on this site is analysed, if the function that is told of it is deployed."""
        is_deployed = COLLECT in self.inventory.templates.functions()
        return analysis_of(self.settings, self.site) if is_deployed else None

    @property
    def takes_error_reports(self) -> bool:
        """Whether the function is deployed to which browsers report errors."""
        return TUNNEL in self.inventory.templates.functions()

    @property
    def recovery_days(self) -> int:
        return self.inventory.recovery_days

    def has(self, store_id: str) -> bool:
        """Whether there is such a store, and something of this site's visitors may come to lie in it."""
        held = self.inventory.find(store_id)
        return held is not None and (held.store.activity != "analytics" or self.analysis is not None)

    def rests_on_consent(self, key: str) -> bool:
        return basis_of(self.settings, key) == "consent"

    @property
    def rests_on_interest(self) -> bool:
        """Whether any processing of the notice rests on a legitimate interest, which one may object to."""
        optional = {"contact": self.form, "analytics": self.analysis, "errors": self.takes_error_reports}
        used = ["delivery", "conversations", "logs", "audit", *(name for name, there in optional.items() if there)]
        return "legitimate_interest" in {basis_of(self.settings, name) for name in used}
