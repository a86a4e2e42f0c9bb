"""Personal data of every kind that has a form, made anew for each case, and what of it must be found nowhere."""

from random import Random
from typing import Final, NamedTuple

from tests.fuzz.secrets import secrets_of

_HEX: Final = "0123456789abcdef"
_BASE64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_AT: Final = ("@", "%40", "&#64;", "+shop@")
_CODES: Final = ("+49 151 ", "+49151", "0151 ", "0151/", "+49 (0)151 ")
_NAMED: Final = ("sk_live_", "Bearer ", "token=", "api_key=")
_BEFORE: Final = ("", " ", "for ", "(", "'", '"', "<", "user: ", "→ ", "\n", "\t", "Fehler bei ", "[", "{")
_AFTER: Final = ("", " ", ".", ")", "'", '"', ">", ", again", "\n", "!", " nicht gefunden", "]", "}", ";")


class Needle(NamedTuple):
    """``spelled`` is what is written, ``parts`` what would each give it away."""

    spelled: str
    parts: tuple[str, ...]


def needles_of(chance: Random) -> tuple[Needle, ...]:
    secrets = secrets_of(chance)
    digits = _digits(chance, 8)
    token = "".join(chance.choices(_BASE64, k=32))
    digest = "".join(chance.choices(_HEX, k=64))
    domain = chance.choice(["example.org", "mail.example.co.uk", "müller.example", "xn--mller-kva.example"])
    return (
        Needle(f"{secrets.word}{chance.choice(_AT)}{domain}", (secrets.word,)),
        Needle(secrets.address, (secrets.address,)),
        Needle(_iban(chance, digits), (digits, f"{digits[:4]} {digits[4:]}")),
        Needle(chance.choice(_CODES) + digits, (digits,)),
        Needle(chance.choice(_NAMED) + token, (token[4:],)),
        Needle(f"https://www.example.com/a.js?code={token}#{token}", (token[4:],)),
        Needle(f"/home/{secrets.word}/shop/a.js", (secrets.word,)),
        Needle(digest, (digest[8:-8],)),
    )


def sentence(chance: Random, needle: Needle) -> str:
    return chance.choice(_BEFORE) + needle.spelled + chance.choice(_AFTER)


def found_in(needles: tuple[Needle, ...], text: str) -> list[str]:
    return [needle.spelled for needle in needles if any(part in text for part in needle.parts)]


def _digits(chance: Random, number: int) -> str:
    """No two of them are the same one after the other, and there is no zero, so that it is a part of nothing else."""
    return "".join(chance.sample("123456789", number))


def _iban(chance: Random, digits: str) -> str:
    """A German one; its own digits tell that it is none by mistake (ISO 7064, modulo 97)."""
    account = f"37040044{digits}42"
    check = 98 - int(f"{account}131400") % 97
    iban = f"DE{check:02}{account}"
    spaced = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
    return iban if chance.random() < 0.5 else spaced
