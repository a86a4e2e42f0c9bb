"""What somebody proves who they are with: keys, tokens, ids that nobody can guess."""

import re
from typing import Final

TOKEN: Final = "[token]"  # noqa: S105 - stands where one was

_PEM: Final = re.compile(r"-----BEGIN [A-Z0-9 ]{3,40}-----.{0,20000}?(?:-----END [A-Z0-9 ]{3,40}-----|$)")
_SSH: Final = re.compile(r"\b(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w{1,20}) [A-Za-z0-9+/=]{16,4000}")
_CRYPT: Final = re.compile(r"\$[0-9a-z]{1,8}\$[./A-Za-z0-9$=,+-]{20,300}")
_KNOWN: Final = re.compile(
    r"(?<![^\W_])(?:[sprw]k_(?:live|test)_|whsec_|gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|xapp-|AKIA|ASIA|AIza|SG\."
    r"|ya29\.|1//0|GOCSPX-|npm_|hf_|eyJ|sk-(?:proj|ant)-|shp(?:at|ca|pa|ss)_|sq0(?:atp|csp)-|do[por]_v1_|dckr_pat_"
    r"|pypi-|ATATT|PAYID-|(?:acct|ba|card|ch|cs_live|cs_test|cus|evt|in|pi|pm|price|seti|si|sub|tok)_(?=\w{0,20}\d)(?=[a-z\d]{0,20}[A-Z]))"
    r"[\w.=~+/-]{8,4000}"
)
_KNOWN_IF_LONG: Final = re.compile(
    r"(?<![^\W_])(?:sk-|gsk_|xai-|r8_(?=[A-Za-z0-9]{30})|gl(?:rt|dt|ptt|ft|soat|cbt|imt|ffct|agent)-|gl(?:sa|c)_|hv[sbr]\.|HRKU-|NRAK-|NRII-|PMAK-|CFPAT-"
    r"|EAA[A-Z]|AQE[A-Za-z]|A(?:ROA|IDA|GPA|IPA|NPA|NVA)(?=[A-Z]{0,16}\d)|key-(?=[a-z]{0,31}\d)|ntn_|lin_(?:api|oauth)_|fig[dous]_"
    r"|sntry[sua]_|pscale_(?:tkn|pw|oauth)_|sb[ps]_|dp\.(?:pt|st|ct|sa|scim|audit)\.|pul-(?=[a-f]{0,39}\d)|dapi(?=[a-f]{0,31}\d)"
    r"|rubygems_|AGE-SECRET-KEY-|klarna_(?:live|test)_|tskey-|tvly-|pplx-|nvapi-|ph[cx]_|ory_|ATBB|LTAI|AKID|v[1-4]\.(?:local|public)\."
    r"|access_token\$production\$|[A-Za-z0-9]{14}\.atlasv1\.|s\.(?=[A-Za-z]{0,23}\d)(?=\w{24}\b)|secret_(?=[A-Za-z0-9]{40}))"
    r"[\w.=~+/$-]{16,4000}"
)
"""What begins so may be a word, too, if it is short."""

_SCHEME: Final = re.compile(r"\b(bearer|basic|digest|dpop|negotiate)\s([\w.~+/=-]{6,4000})", re.IGNORECASE)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_HEXADECIMAL: Final = re.compile(r"(?<![0-9A-Za-z])(?=[a-fA-F]{0,40}\d)[0-9a-fA-F]{16,}(?![0-9A-Za-z])")
_RUN: Final = re.compile(r"[A-Za-z0-9+/_=~-]{16,}")
_IN_PARTS: Final = re.compile(rf"{re.escape(TOKEN)}(?:\.[\w-]{{4,12}})?\.[\w-]{{20,200}}")
_WORD: Final = re.compile(r"[a-z]{2,20}")
_PIECE: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_SHORT: Final = 3.3
"""Characters on average. Words in names of code are longer; what is random changes its kind more often."""
_SHORT_IN_ONE_CASE: Final = 4.5
_SHORT_BETWEEN_SEPARATORS: Final = 2.6
_NO_NAME: Final = re.compile(r"(?=[A-Z]{0,64}\d)[A-Z0-9]{16,512}={0,2}")
"""A constant has underscores in it."""
_SEPARATOR: Final = re.compile(r"[+/_=~-]")
_LONG: Final = 16


def without_tokens(text: str) -> str:
    """``text`` with ``TOKEN`` in place of each."""
    for pattern in (_PEM, _SSH, _CRYPT):
        text = pattern.sub(TOKEN, text)
    text = without_known_tokens(text)
    text = _SCHEME.sub(_of_scheme, text)
    text = _UUID.sub(TOKEN, text)
    text = _HEXADECIMAL.sub(TOKEN, text)
    text = _RUN.sub(_of_run, text)
    return _IN_PARTS.sub(TOKEN, text)


def without_known_tokens(text: str) -> str:
    """``text`` without those that say by their beginning what they are."""
    return _KNOWN_IF_LONG.sub(TOKEN, _KNOWN.sub(TOKEN, text))


def _of_scheme(found: re.Match[str]) -> str:
    """Not of "Basic authentication"."""
    return found[0] if _WORD.fullmatch(found[2]) else f"{found[1]} {TOKEN}"


def _of_run(found: re.Match[str]) -> str:
    return TOKEN if is_random(found[0]) else found[0]


def is_random(run: str) -> bool:
    """Whether no person can have chosen it. Of letters alone in one case that can not be told."""
    if run.lower() != run != run.upper():
        return _mean(run) < _SHORT
    if not any(map(str.isdecimal, run)):
        return False
    parts = [part for part in _SEPARATOR.split(run) if len(part) >= _LONG]
    return (
        bool(_NO_NAME.fullmatch(run))
        or _mean(run) < _SHORT_BETWEEN_SEPARATORS
        or any(_mean(part) < _SHORT_IN_ONE_CASE for part in parts)
    )


def _mean(run: str) -> float:
    """How long its pieces are: words, and numbers."""
    pieces = _PIECE.findall(run)
    return sum(map(len, pieces)) / len(pieces) if pieces else 0.0
