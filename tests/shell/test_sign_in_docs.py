"""docs/deploying.md names only what there is: each variable is read, each option is one of Streamlit's, and the example is whole."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from streamlit import config

from covis.registry.models import Policy
from covis.shell.auth import sign_in

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "deploying.md").read_text(encoding="utf-8")
EXAMPLE = (REPOSITORY / ".streamlit" / "secrets.toml.example").read_text(encoding="utf-8")


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"\bCOVIS_[A-Z_]+\b", PAGE))))
def test_every_variable_is_read(variable: str) -> None:
    assert any(f'"{variable}"' in path.read_text(encoding="utf-8") for path in (REPOSITORY / "covis").rglob("*.py"))


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"\bSTREAMLIT_[A-Z_]+\b", PAGE))))
def test_every_option_is_streamlits(variable: str) -> None:
    assert variable in {template.env_var for template in config._config_options_template.values()}


@pytest.mark.parametrize(
    "option", ["server.enableCORS", "server.enableXsrfProtection", "server.trustedUserHeaders", "server.corsAllowedOrigins"]
)
def test_every_named_option_is_there(option: str) -> None:
    assert option in config._config_options_template


def test_the_variables_are_those_of_the_table() -> None:
    for key, variable in sign_in.VARIABLES.items():
        assert re.search(rf"\| `{variable}` \| `{key}`", PAGE)


def test_the_example_has_every_key_and_no_secret() -> None:
    auth = tomllib.loads(EXAMPLE)["auth"]
    assert set(auth) == set(sign_in.VARIABLES)
    assert auth["client_secret"] == auth["cookie_secret"] == auth["client_id"] == ""
    assert auth["redirect_uri"].endswith(sign_in.CALLBACK)


def test_the_policy_that_counts_only_proofs_is_one() -> None:
    assert "accept_via: [oidc]" in PAGE
    assert Policy.model_validate({"accept_via": ["oidc"]}).accept_via == ["oidc"]


def test_the_shipped_configuration_is_hardened() -> None:
    shipped = tomllib.loads((REPOSITORY / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    server = shipped["server"]
    assert server["address"] == "127.0.0.1"
    assert server["enableCORS"] and server["enableXsrfProtection"] and not server["enableStaticServing"]
    assert set(server["allowedHosts"]) == {"localhost", "127.0.0.1", "::1"}
    assert "trustedUserHeaders" not in server and "cookieSecret" not in server
    assert (shipped["client"]["showErrorDetails"], shipped["client"]["toolbarMode"]) == ("none", "viewer")
    assert shipped["browser"]["gatherUsageStats"] is False
