"""What registry.yaml and contributors/*.yaml say, once read: people, courses, entries, policy."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Via = Literal["oidc", "cli", "git"]
Answers = Literal["coders", "fact_checkers", "both"]


class Model(BaseModel):
    """Strict: a text is a string and nothing else (`title: no` is an error); unknown keys are errors at every level."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Policy(Model):
    """What a sign-off needs, and who may see what is not signed."""

    peer_reviews: int = Field(default=1, ge=0, le=10)
    fact_checks: int = Field(default=1, ge=1, le=10)
    visibility: Literal["all", "signed_off"] = "all"
    accept_via: list[Via] = ["oidc", "cli", "git"]


class GalleryInfo(Model):
    title: str = Field(default="Covis", min_length=1, max_length=120)
    institution: str = Field(default="", max_length=120)
    demonstration: bool = False
    maintainers: list[Id] = []
    policy: Policy = Policy()


class CourseItem(Model):
    """One visualisation in a course. `edition` pins a release (its document digest) for a term."""

    id: Id
    note: str = Field(default="", max_length=300)
    edition: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


class Course(Model):
    title: str = Field(min_length=1, max_length=120)
    department: str = ""
    year: int | None = Field(default=None, ge=0, le=12)
    visualisations: list[CourseItem] = []


class Responsibilities(Model):
    """Who answers for what: shared, but not equal. Agreed by both when they accept."""

    code: Answers = "coders"
    design: Answers = "both"
    text: Answers = "both"
    facts: Answers = "fact_checkers"


class Entry(Model):
    """One visualisation in the registry. With no coder or no fact-checker it is looking for a partner."""

    title: str = Field(min_length=1, max_length=120)
    summary: str = Field(default="", max_length=300)
    subject: str = Field(default="", max_length=120)
    level: int | None = Field(default=None, ge=0, le=8)
    keywords: list[str] = []
    coders: list[Id] = []
    fact_checkers: list[Id] = []
    responsibilities: Responsibilities = Responsibilities()

    @property
    def owners(self) -> tuple[str, ...]:
        return (*self.coders, *self.fact_checkers)


class Contributor(Model):
    """One person. `login` is what they sign in with: never shown, never exported."""

    name: str = Field(min_length=1, max_length=120)
    role: Literal["student", "staff"]
    department: str = Field(default="", max_length=120)
    about: str = Field(default="", max_length=600)
    orcid: str = Field(default="", pattern=r"^(\d{4}-\d{4}-\d{4}-\d{3}[\dX])?$")
    links: list[Annotated[str, Field(pattern=r"^https?://")]] = []
    login: str | None = Field(default=None, exclude=True, repr=False)
    example: bool = False


class RegistryFile(Model):
    """The whole of registry.yaml."""

    gallery: GalleryInfo = GalleryInfo()
    courses: dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=64)], Course] = {}
    visualisations: dict[Id, Entry] = {}


def course_item(value: Any) -> Any:
    """A course names a visualisation by its id alone, or by a mapping with a note."""
    return {"id": value} if isinstance(value, str) else value
