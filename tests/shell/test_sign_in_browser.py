"""Signing in, in a real Chromium, with a real identity provider on loopback: the way there and back, and everybody who is nobody here."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.shell.identity_provider import cookie, environment, provider

pytestmark = pytest.mark.browser
Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def root(shared_gallery: Path) -> Path:
    return shared_gallery


@pytest.fixture(scope="module")
def logins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The private file that says whose login is whose."""
    return tmp_path_factory.mktemp("private") / "logins.yaml"


@pytest.fixture(scope="module")
def address(root: Path, serve: Callable[..., str], logins: Path) -> Iterator[str]:
    with provider() as there:
        yield serve(root, says=[logins.name], **environment(there, logins))  # a file that goes meanwhile leaves its login without a person


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """`visit("/people")`: that page for somebody new, whose browser holds no cookie yet."""
    contexts = []

    def opened(path: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(path if path.startswith("http") else address + path)
        page.locator(".cv-footer").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, sub: str) -> None:
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.locator(".cv-footer").wait_for()
    page.get_by_role("button", name="Sign out").wait_for()


def signed_in_as(page: Page) -> str:
    return page.locator(".cv-visitor").inner_text()


@pytest.mark.parametrize(
    ("sub", "name"),
    [
        ("coder", "Sam Example"),
        ("peer", "Robin Example"),
        ("checker", "Dr Alex Example"),
        ("maintainer", "Dr Kim Example"),
    ],
)
def test_everybody_with_a_login_is_known_by_it(visit: Open, sub: str, name: str) -> None:
    page = visit("/people")
    sign_in(page, sub)
    assert signed_in_as(page) == name
    expect(page.locator(".cv-visitor-note")).to_have_count(0)


def test_signing_in_and_out_comes_back_to_the_page_with_its_controls(visit: Open, address: str) -> None:
    page = visit("/?v=damped_oscillator#gamma=0.31")
    page.locator("section.covis[data-ready=true]").wait_for()
    sign_in(page, "checker")
    assert page.url == f"{address}/?v=damped_oscillator#gamma=0.31"
    root = page.locator("section.covis[data-ready=true]")
    root.wait_for()
    assert root.evaluate("(root) => root.covis.snapshot().controls.gamma") == 0.31
    assert "covis_return" not in {one["name"] for one in page.context.cookies()}
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()  # the provider's own page
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert page.url == f"{address}/?v=damped_oscillator#gamma=0.31"


def test_the_way_back_leads_to_no_other_site(visit: Open, address: str) -> None:
    page = visit("/people")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="coder", exact=True).wait_for()
    page.context.add_cookies([{"name": "covis_return", "value": "https%3A%2F%2Fevil.example%2F", "url": address}])
    page.get_by_role("button", name="coder", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()
    assert page.url == f"{address}/"


@pytest.mark.parametrize(
    ("sub", "words"),
    [
        ("stranger", "Nobody in this gallery signs in as stranger@elsewhere.org"),
        ("unverified", "says that it is not verified"),
        ("unsaid", "does not say whether it is verified"),
        ("nameless", "did not send “email”"),
    ],
)
def test_who_is_nobody_here_is_told_why(visit: Open, sub: str, words: str) -> None:
    page = visit("/people")
    sign_in(page, sub)
    expect(page.locator(".cv-visitor-note")).to_contain_text(words)
    expect(page.get_by_role("button", name="Sign in again")).to_be_visible()


def test_somebody_who_says_no_at_the_provider_is_told_that_nobody_is_signed_in(visit: Open, address: str) -> None:
    page = visit("/course?c=PHYS40001")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Deny").click()
    expect(page.locator(".cv-visitor-note")).to_contain_text("Signing in did not work")
    assert page.url == f"{address}/course?c=PHYS40001"


def test_a_page_from_another_origin_says_where_signing_in_works(visit: Open, address: str) -> None:
    page = visit(address.replace("localhost", "127.0.0.1") + "/course?c=PHYS40001")
    expect(page.locator(".cv-visitor-note")).to_contain_text(f"Signing in works at {address}")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Open it there").click()
    expect(page).to_have_url(f"{address}/course?c=PHYS40001")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_a_cookie_that_outlived_its_sign_in_is_nobodys(visit: Open, address: str) -> None:
    page = visit("/people")
    now = int(time.time())
    page.context.add_cookies([cookie(address, sub="x", email="checker@example.org", email_verified=True, iat=now - 7200, exp=now - 3600)])
    page.reload()
    expect(page.locator(".cv-visitor-note")).to_contain_text("Your sign-in has ended")
    page.get_by_role("button", name="Sign in again").click()
    page.get_by_role("button", name="checker", exact=True).click()
    expect(page.locator(".cv-visitor")).to_have_text("Dr Alex Example")


def test_a_removed_contributor_is_nobody_in_a_page_that_is_still_open(visit: Open, root: Path, tmp_path: Path) -> None:
    page = visit("/people")
    sign_in(page, "peer")
    assert signed_in_as(page) == "Robin Example"
    kept = shutil.move(root / "contributors" / "example_peer.yaml", tmp_path)
    try:
        page.get_by_role("link", name="Courses", exact=True).first.click()
        expect(page.locator(".cv-visitor-note")).to_contain_text(re.compile("nobody in this gallery signs in as peer@example.org", re.I))
    finally:
        shutil.move(kept, root / "contributors")


def test_signing_out_ends_the_other_windows_too(visit: Open) -> None:
    page = visit("/people")
    sign_in(page, "coder")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".cv-visitor")).to_have_text("Sam Example")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").wait_for()
    other.get_by_role("link", name="Courses", exact=True).first.click()
    expect(other.locator(".cv-visitor-note")).to_contain_text("signed out in another window")


def test_what_is_done_on_the_desk_is_done_in_the_name_that_was_vouched_for(visit: Open, root: Path, logins: Path) -> None:
    log = root / "records" / "damped_oscillator.jsonl"
    page = visit("/desk?v=damped_oscillator")
    expect(page.get_by_role("button", name="I accept")).to_have_count(0)
    sign_in(page, "coder")
    assert page.url.endswith("/desk?v=damped_oscillator")
    accept = page.get_by_role("button", name="I accept")
    accept.wait_for()
    known = logins.read_text(encoding="utf-8")
    logins.write_text(known.replace("coder@", "somebody.else@"), encoding="utf-8")
    accept.click()
    expect(page.get_by_text("Nobody in this gallery signs in as coder@example.org").first).to_be_visible()
    assert not log.exists()
    logins.write_text(known, encoding="utf-8")
    page.reload()
    page.get_by_role("button", name="I accept").click()
    expect(page.get_by_text("Recorded: ")).to_be_visible()
    (line,) = log.read_text(encoding="utf-8").splitlines()
    assert '"by": "example_student"' in line
    assert '"via": "oidc"' in line
    other = visit("/desk?v=damped_oscillator")
    sign_in(other, "peer")
    expect(other.get_by_text("What you cannot do here now, and why")).to_be_visible()
    expect(other.get_by_role("button", name="I accept")).to_have_count(0)


def test_the_routes_of_signing_in_carry_the_headers_that_protect(address: str) -> None:
    for path in ("/auth/login", "/auth/logout", "/oauth2callback", "/oauth2callback?error=x"):
        answer = httpx.get(address + path, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
        assert (answer.status_code, answer.headers["location"]) == (302, "/")
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
