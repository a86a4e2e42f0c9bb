"""On which of the grounds of Article 6(1) GDPR a processing rests."""

from stacks.settings import Settings


def basis_of(settings: Settings, key: str) -> str:
    """As the operator set it. The analysis rests on consent where visitors are asked first, else on an interest."""
    chosen: str | None = getattr(settings.privacy.legal_basis, key)
    asks_first = settings.analytics is not None and settings.analytics.ask_first
    return chosen or ("consent" if asks_first else "legitimate_interest")
