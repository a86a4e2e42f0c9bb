"""What has to fit together in the settings of the sites and their widgets."""

from typing import Final

from stacks.settings import Settings, Site
from stacks.widget_settings import Widget
from stacks.wrong_setting import WrongSetting, join, shown

OTHER_KEY: Final = "another key, or none"
"""In the place of what came, which is not for everybody to see."""


def check_sites(settings: Settings) -> None:
    """Raises ``WrongSetting``."""
    _check_names(settings)
    for name, site in settings.sites.items():
        key = join("sites", name)
        _check_key(site, key)
        _check_widget(site.widget, f"{key}.widget")


def _check_names(settings: Settings) -> None:
    """A site's availability lies under its name, and under the host of each of its pages."""
    hosts = {origin.partition("//")[2] for site in settings.sites.values() for origin in site.origins}
    for name in settings.sites:
        if name in hosts:
            raise WrongSetting(join("sites", name), expected="a site's name that is no origin's host", got=shown(name))


def _check_key(site: Site, key: str) -> None:
    if site.identify_key and not _is_p256(site.identify_key):
        expected = "the public key of a P-256 key pair in PEM"
        raise WrongSetting(f"{key}.identify_key", expected=expected, got=OTHER_KEY)


def _is_p256(pem: str) -> bool:
    # Most settings have no key, and then nothing of this is loaded.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)


def _check_widget(widget: Widget, key: str) -> None:
    if widget.accent_dark and not widget.accent:
        raise WrongSetting(f"{key}.accent", expected="a colour, as accent_dark is set", got="nothing")
    if widget.font and not widget.font_family:
        raise WrongSetting(f"{key}.font_family", expected="the font's name, as font is set", got="nothing")
    if widget.font_family and not widget.font:
        raise WrongSetting(f"{key}.font", expected="the path of a .woff2 file, as font_family is set", got="nothing")
