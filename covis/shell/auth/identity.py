"""What an identity provider states about somebody: the address that counts as theirs, or why none does. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from covis.registry.registry import folded

DEFAULT_CLAIM = "email"


@dataclass(frozen=True)
class Identity:
    """`address` is their address at the provider, or ""; it counts only if `problem` is "", and only until `until`."""

    address: str = ""
    problem: str = ""
    until: float = math.inf  # seconds since 1970


def identify(claims: Mapping[str, object], now: float, *, claim: str = DEFAULT_CLAIM, hours: float | None = None) -> Identity:
    """Read the claims of an ID token.

    `claim` names the one that is matched to a contributor's login. An e-mail address counts only where the provider says that it is
    verified: anybody can write somebody else's into a profile. Another claim (an institution's user name, an object id) counts as it
    is, which is right only where people cannot choose it themselves.
    `now` and the token's times are seconds since 1970. The token's own `exp` ends the sign-in, or, with `hours`, so many hours after `iat`.
    """
    value = claims.get(claim)
    if not isinstance(value, str) or not value.strip():
        return Identity(problem=f"The sign-in service did not send “{claim}”, by which this gallery identifies people.")
    address = value.strip()
    if folded(address).isascii() != address.isascii():  # a Kelvin sign is a k in lower case, and somebody else's address
        return Identity(address, "The address contains characters that look like other characters, so it does not count here.")
    if claim == DEFAULT_CLAIM and claims.get("email_verified") not in (True, "true"):
        text = "says that it is not verified" if "email_verified" in claims else "does not say whether it is verified"
        return Identity(address, f"Your address does not count here: the sign-in service {text}. Confirm it there, then sign in again.")
    until = _until(claims, hours)
    if not now < until:
        return Identity(address, "Your sign-in has ended. Keep a copy of what you are writing, then sign in again.", until)
    return Identity(address, until=until)


def _until(claims: Mapping[str, object], hours: float | None) -> float:
    """When the sign-in ends. A time that is not a number ends it at once; a token without a time never ends by itself."""
    name, more = ("iat", hours * 3600) if hours is not None and "iat" in claims else ("exp", 0.0)
    value = claims.get(name, math.inf)
    return value + more if isinstance(value, int | float) and not isinstance(value, bool) else -math.inf
