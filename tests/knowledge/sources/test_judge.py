"""Error pages in disguise are told from articles, also from articles about errors."""

from __future__ import annotations

import pytest

from knowledge.sources.judge import Company, Reading, Reason, objection

FILLER = "It works with every plan and takes a minute. " * 6  # 54 words


def judged(
    title: str, text: str, *, address: str = "https://shop.example/a", password: bool = False
) -> Reason | None:
    reading = Reading(address, title, text, password)
    return objection(reading, last_words=0, company=Company())


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("Page not found", "Go to the start page.", Reason.NOT_FOUND),
        ("404", "Oops!", Reason.NOT_FOUND),
        ("Error 404 – Not Found", FILLER, Reason.NOT_FOUND),
        ("Seite nicht gefunden", "Zur Startseite", Reason.NOT_FOUND),
        ("Page introuvable", "Retour", Reason.NOT_FOUND),
        ("Help", "The page you requested could not be found.", Reason.NOT_FOUND),
        ("Help", "We can't find that page, it may have moved.", Reason.NOT_FOUND),
        ("Help", "The article you are looking for does not exist anymore.", Reason.NOT_FOUND),
        ("Shop", "We'll be back soon. The site is under maintenance.", Reason.BROKEN),
        ("500 Internal Server Error", "nginx", Reason.BROKEN),
        ("Shop", "503 Service Temporarily Unavailable", Reason.BROKEN),
        ("Just a moment...", "Checking your browser before you go on.", Reason.BARRED),
        ("Access denied", "You have no permission to see this.", Reason.BARRED),
        ("Sign in", "Please sign in to continue.", Reason.LOGIN),
        ("Anmelden", "Name und Passwort", Reason.LOGIN),
        ("Shop", "   \n ", Reason.EMPTY),
    ],
)
def test_error_pages_are_refused(title: str, text: str, reason: Reason) -> None:
    assert judged(title, text) == reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("What error 404 means", f"A page that does not exist answers so. {FILLER}{FILLER}"),
        ("Why do I see error 503?", "The server has too little memory. Choose a larger plan."),
        ("My order was not found", "Check the number, it has eight digits and begins with a B."),
        ("Two-factor login", "Open the menu, choose Security and scan the code. Then sign in."),
        ("I forgot my password", f"Press the link below the form to log in. {FILLER}"),
        ("Opening hours", "Nine to six."),
        ("Out of stock", "An article that is out of stock can be ordered for later."),
        ("Maintenance of the machine", "Clean the filter each week and oil the chain each month."),
        ("Sorry cards", "We print cards that say sorry in forty languages."),
        ("Plans 2024", "There are three plans: small, middle and large."),
    ],
)
def test_articles_are_taken_also_those_about_errors(title: str, text: str) -> None:
    assert judged(title, text) is None


def test_a_login_in_the_corner_of_every_page_is_no_objection() -> None:
    assert judged("Opening hours", "The shop opens at nine.", password=True) is None
    assert judged("Welcome", f"Log in to see this page. {FILLER}", password=True) == Reason.LOGIN
    at_login = "https://shop.example/login?next=/a"
    assert judged("Welcome", f"Log in to go on. {FILLER}", address=at_login) == Reason.LOGIN


@pytest.mark.parametrize(
    ("before", "now", "is_refused"),
    [(400, 30, True), (400, 100, False), (59, 2, False), (0, 2, False)],
)
def test_a_collapsed_text_is_refused(before: int, now: int, is_refused: bool) -> None:
    reading = Reading("https://shop.example/a", "Warranty", "word " * now)
    found = objection(reading, last_words=before, company=Company())
    assert (found == Reason.COLLAPSED) is is_refused


@pytest.mark.parametrize(
    ("company", "is_refused"),
    [
        (Company(same=1, read=1), False),
        (Company(same=2, read=2), False),
        (Company(same=3, read=10), True),
        (Company(same=3, read=60), False),
        (Company(same=2, read=60, same_with_other_past=2), True),
    ],
)
def test_the_same_text_everywhere_is_refused(company: Company, is_refused: bool) -> None:
    reading = Reading("https://shop.example/a", "Warranty", FILLER)
    found = objection(reading, last_words=0, company=company)
    assert (found == Reason.SAME_EVERYWHERE) is is_refused
