"""The library on a phone, and a case on its way to the public, in three people's browsers."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from network.forum import posting
from tests.browser.person import Person
from tests.cases.making import published
from tests.cast import Cast

Visit = Callable[..., Person]


def test_the_first_case_stands_on_the_first_screen_of_a_small_phone(cast: Cast, at: Visit) -> None:
    newest = [published(cast) for _ in range(3)][-1]
    for who in (cast.ben, cast.mia):
        ben = at(who, viewport={"width": 360, "height": 640})
        ben.page.goto("/cases/")
        title = ben.page.locator(f'main a[href="{newest.get_absolute_url()}"]')
        box = title.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640
        expect(ben.page.locator("#f-setting")).to_be_hidden()
        ben.page.get_by_text("Filter and order").click()
        expect(ben.page.locator("#f-setting")).to_be_visible()
        ben.page.set_viewport_size({"width": 1280, "height": 800})
        ben.page.goto("/cases/")
        expect(ben.page.locator("#f-setting")).to_be_visible()


def test_a_case_becomes_public_in_three_browsers(cast: Cast, at: Visit, script: bool) -> None:
    case = published(cast)
    editor, author, reader = (at(who, script=script) for who in (cast.dee, cast.ada, cast.ben))
    editor.page.goto(case.get_absolute_url())
    editor.page.get_by_role("link", name="Feature this case").click()
    editor.page.get_by_label("Title").fill("When a taper is too fast")
    editor.page.get_by_label("What happened").fill("Somebody called Tamsel came in withdrawal.")
    editor.page.get_by_label("What can be learned").fill("Slow down first.")
    editor.page.get_by_role("button", name="Put it before the author").click()
    expect(editor.page.locator(".checked .id", has_text="Tamsel")).to_be_visible()
    editor.page.get_by_label("What happened").fill("Somebody came in withdrawal.")
    editor.page.get_by_role("button", name="Put it before the author").click()
    work = editor.page.url
    expect(editor.page.get_by_text("With the author. A public")).to_be_visible()
    author.page.goto(work)
    author.page.get_by_role("button", name="Agree").click()
    expect(author.page.get_by_role("alert").or_(author.page.locator(".errors")).first).to_be_visible()
    author.page.get_by_label("I have read the public text").check()
    author.page.get_by_label("Anonymised, so consent is not needed").check()
    author.page.get_by_label("Whom does it cover now?").select_option("public")
    author.page.get_by_role("button", name="Agree").click()
    expect(author.page.get_by_text("Awaiting a second reader. A public")).to_be_visible()
    reader.page.goto("/cases/featured/")
    reader.page.get_by_role("link", name="When a taper is too fast").click()
    reader.page.get_by_label("I do not know this person").check()
    for answer in reader.page.get_by_label("No", exact=True).all():
        answer.check()
    reader.page.get_by_role("button", name="Record my answers").click()
    expect(reader.page.get_by_text("It is public now.")).to_be_visible()
    visitor = at(None, script=script)
    visitor.page.goto("/cases/")
    visitor.page.get_by_role("link", name="When a taper is too fast").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("When a taper is too fast")
    assert case.reference not in visitor.page.content()
    for person in (editor, author, reader, visitor):
        person.check_page()


def test_the_replies_stand_beside_the_case_on_a_wide_screen_and_below_it_on_a_phone(cast: Cast, at: Visit) -> None:
    case = published(cast)
    assert case.thread is not None
    posting.reply(case.thread, actor=cast.ben, text="Hold the dose.")
    mia = at(cast.mia, viewport={"width": 1280, "height": 800})
    mia.page.goto(case.get_absolute_url())
    text, replies = mia.page.locator("article.case"), mia.page.locator("article.post")
    wide = (text.bounding_box(), replies.bounding_box())
    assert wide[0] is not None
    assert wide[1] is not None
    assert wide[1]["x"] >= wide[0]["x"] + wide[0]["width"]
    assert wide[1]["y"] < wide[0]["y"] + wide[0]["height"]
    mia.page.set_viewport_size({"width": 360, "height": 640})
    small = (text.bounding_box(), replies.bounding_box())
    assert small[0] is not None
    assert small[1] is not None
    assert small[1]["y"] > small[0]["y"] + small[0]["height"]
    assert mia.page.evaluate("document.documentElement.scrollWidth") <= 360
    mia.page.locator("#id_text").fill("I agree.")
    mia.page.get_by_role("button", name="Post reply").click()
    expect(mia.page.get_by_text("Your reply is live.")).to_be_visible()
    mia.page.goto(case.get_absolute_url())
    mia.page.emulate_media(media="print")
    expect(mia.page.locator("article.case")).to_be_visible()
    expect(mia.page.locator("article.post").first).to_be_visible()
    expect(mia.page.get_by_role("button", name="Post reply")).to_be_hidden()
    mia.check_page()
