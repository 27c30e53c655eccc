"""The base of every part of a document."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Unknown keys are errors, so that a document of a later format is never half understood."""

    model_config = ConfigDict(extra="forbid", frozen=True)
