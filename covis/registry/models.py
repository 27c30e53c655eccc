"""What registry.yaml and contributors/*.yaml say, once read: people, courses, entries, policy.

These models are the one statement of the two file formats: the loader validates with them, and the JSON Schemas in
docs/schemas/ are generated from them. Rules that join several files (roles, who exists) are in `rules.py`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
COURSE_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]*$"
LINE_PATTERN = r"^\S(.*\S)?$"
DIGEST_PATTERN = r"^[0-9a-f]{64}$"
LINK_PATTERN = r"^https?://\S+$"
LOGIN_PATTERN = r"^\S+$"
ORIGIN_PATTERN = r"^https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?$"
ORCID_PATTERN = r"^([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])?$"

Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=64)]
CourseCode = Annotated[str, Field(pattern=COURSE_PATTERN, max_length=64)]
Title = Annotated[str, Field(pattern=LINE_PATTERN, min_length=1, max_length=120)]
Via = Literal["oidc", "cli", "git"]
Answers = Literal["coders", "fact_checkers", "both"]


class Model(BaseModel):
    """Strict: a text is a string and nothing else (`title: no` is an error); unknown keys are errors at every level."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Policy(Model):
    """What a sign-off needs, and who may see what is not signed."""

    peer_reviews: int = Field(default=1, ge=0, le=10, description="peer reviews needed before staff review")
    fact_checks: int = Field(default=1, ge=1, le=10, description="sign-offs needed for a release")
    visibility: Literal["all", "signed_off"] = Field(default="all", description="all: what is not signed yet is shown too, and says so")
    accept_via: list[Via] = Field(default=["oidc", "cli", "git"], description="which ways of signing count")


class GalleryInfo(Model):
    title: Title = "Covis"
    institution: str = Field(default="", max_length=120)
    demonstration: bool = Field(default=False, description="example people may sign here, and every page says that it is a demonstration")
    feedback: bool = Field(default=True, description="whether learners may say what helped them, what confused them and what seems wrong")
    embed_origins: list[Annotated[str, Field(pattern=ORIGIN_PATTERN, max_length=200)]] = Field(
        default=[], description="the sites that may show a visualisation in a frame: https://vle.example.org, https://*.example.org"
    )
    maintainers: list[Id] = []
    policy: Policy = Policy()


class CourseItem(Model):
    """One visualisation in a course. `edition` pins a release (its document digest) for a term."""

    id: Id
    note: str = Field(default="", max_length=300)
    edition: str | None = Field(default=None, pattern=DIGEST_PATTERN)


def course_item(value: Any) -> Any:
    """A course names a visualisation by its id alone, or by a mapping with a note."""
    return {"id": value} if isinstance(value, str) else value


class Course(Model):
    title: Title
    department: str = Field(default="", max_length=120)
    year: int | None = Field(default=None, ge=0, le=12)
    visualisations: list[Annotated[CourseItem, BeforeValidator(course_item, json_schema_input_type=Id | CourseItem)]] = Field(
        default=[], description="in teaching order: an id, or {id: ..., note: ..., edition: ...}"
    )


class Responsibilities(Model):
    """Who answers for what: shared, but not equal. Agreed by both when they accept."""

    code: Answers = "coders"
    design: Answers = "both"
    text: Answers = "both"
    facts: Answers = "fact_checkers"


def spdx_id(value: str) -> str:
    """A licence as SPDX writes its id: `cc-by-4.0` is CC-BY-4.0."""
    try:
        known = str(canonicalize_license_expression(value))
    except InvalidLicenseExpression:
        known = ""
    if not known or " " in known:
        raise PydanticCustomError("spdx_id", "no SPDX id")
    return known


class Entry(Model):
    """One visualisation in the registry. With no coder or no fact-checker it is looking for a partner."""

    title: Title = Field(description="says what is learnt, not only the topic")
    summary: str = Field(default="", max_length=300)
    subject: str = Field(default="", max_length=120, description="from the general to the special: Physics / Mechanics")
    level: int | None = Field(default=None, ge=0, le=8, description="year of study")
    keywords: list[Annotated[str, Field(min_length=1, max_length=60)]] = []
    coders: list[Id] = Field(default=[], description="students; none: looking for a partner")
    fact_checkers: list[Id] = Field(default=[], description="staff; none: looking for a partner")
    responsibilities: Responsibilities = Responsibilities()
    licence: Annotated[str, AfterValidator(spdx_id)] = Field(
        default="CC-BY-4.0", max_length=60, description="an SPDX id (spdx.org/licenses) for its text, pictures and model"
    )

    @property
    def owners(self) -> tuple[str, ...]:
        return (*self.coders, *self.fact_checkers)


def orcid_checksum(value: str) -> str:
    """The last character of an ORCID is a checksum (ISO 7064, mod 11-2): a typing error would name somebody else."""
    if not re.fullmatch(ORCID_PATTERN, value) or not value:
        return value
    total = 0
    for digit in value[:-1].replace("-", ""):
        total = (total + int(digit)) * 2
    expected = (12 - total % 11) % 11
    if value[-1] != ("X" if expected == 10 else str(expected)):
        raise PydanticCustomError("orcid_checksum", "the check digit does not fit")
    return value


class Contributor(Model):
    """One person. `login` is what they sign in with: never shown, never exported."""

    name: Title
    role: Literal["student", "staff"]
    department: str = Field(default="", max_length=120)
    about: str = Field(default="", max_length=600, description="a sentence about them, in their own words")
    orcid: Annotated[str, Field(pattern=ORCID_PATTERN), AfterValidator(orcid_checksum)] = ""
    links: list[Annotated[str, Field(pattern=LINK_PATTERN)]] = []
    login: str | None = Field(
        default=None,
        pattern=LOGIN_PATTERN,
        max_length=254,
        exclude=True,
        repr=False,
        description="the address they sign in with; may be kept in the file that COVIS_LOGINS names instead",
    )
    example: bool = Field(default=False, description="a placeholder that ships with Covis, no real person")


def nothing_yet(value: Any) -> Any:
    """A section whose entries are all commented out reads as null: it holds nothing yet."""
    return {} if value is None else value


class RegistryFile(Model):
    """The whole of registry.yaml."""

    gallery: GalleryInfo = GalleryInfo()
    courses: Annotated[dict[CourseCode, Course], BeforeValidator(nothing_yet, json_schema_input_type=dict[CourseCode, Course] | None)] = {}
    visualisations: Annotated[dict[Id, Entry], BeforeValidator(nothing_yet, json_schema_input_type=dict[Id, Entry] | None)] = {}
