"""What a document speaks of: one site of a deployment, in one language."""

from dataclasses import dataclass
from functools import cached_property

from cli.inventory.declarations import Language
from cli.inventory.inventory import Inventory
from cli.inventory.templates import variables_of
from stacks.settings import ContactForm, Settings, Site

FORM = "lambdas.contact.form_handler.handler"


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
    def recovery_days(self) -> int:
        return self.inventory.recovery_days

    def has(self, store_id: str) -> bool:
        return self.inventory.find(store_id) is not None

    @property
    def rests_on_interest(self) -> bool:
        """Whether any processing of the notice rests on a legitimate interest, which one may object to."""
        bases = self.settings.privacy.legal_basis
        used = [bases.delivery, bases.conversations, bases.logs, bases.audit]
        return "legitimate_interest" in (*used, *([bases.contact] if self.form else []))

    def sentry_host(self) -> str:
        """Where error reports go to."""
        destinations = self.inventory.find("sentry")
        return (
            self.settings.errors.sentry_dsn.rpartition("@")[2].partition("/")[0]
            if destinations and self.settings.errors
            else ""
        )
