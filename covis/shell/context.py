"""What every page starts from: the process's one catalogue, and the parameters in the address."""

from __future__ import annotations

import streamlit as st

from covis.catalogue import Catalogue, gallery_root, shared

_LAST = "covis.address"


def get_catalogue() -> Catalogue:
    """The process's one catalogue: all sessions and the plain pages share what it has read and compiled."""
    return shared(gallery_root())


def parameter(name: str) -> str:
    """One parameter of the address, "" if it is missing."""
    return st.query_params.get(name, "")


def follow_address(page: str) -> None:
    """Update the address bar when a link leads to other parameters of the same page.

    A link to the page that is already open (`/?v=a` to `/`) reaches the script with its parameters, but Streamlit 1.67 leaves the
    browser's address as it was. Setting the same parameters again updates it. The first run sets nothing: an
    address that is loaded keeps its fragment, which holds the state of the controls. A link to another page sets nothing either:
    Streamlit writes that address itself, and a second entry in the history would lead Back to the wrong page.
    """
    asked = st.query_params.to_dict()
    before: tuple[str, dict[str, str]] | None = st.session_state.get(_LAST)
    if before is not None and before[0] == page and before[1] != asked:
        st.query_params.from_dict(asked)
    st.session_state[_LAST] = (page, asked)


def set_address(**parameters: str) -> None:
    """Write the parameters that are not empty to the address, as one step that the back button undoes."""
    wanted = {name: value for name, value in parameters.items() if value}
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)
    st.session_state[_LAST] = (st.session_state[_LAST][0], wanted)
