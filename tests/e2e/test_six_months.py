"""From a new person to an accepted job to six months: by keyboard alone, and without script on the narrowest screen."""

import shutil
from datetime import timedelta

import pytest

from api.policy import Role
from tests.e2e.conftest import sign_in
from tests.e2e.driving import ByHand, ByKeyboard
from tests.e2e.server import TODAY, running
from tests.e2e.test_every_page import WIDER_THAN_THE_SCREEN

CODE = "MOI-001"
EARLY, LATER = "Hỏi thăm những ngày đầu", "Xác nhận còn làm"
# Days after the start → the kind of task that waits, and the step that is asked next.
STEPS = ((3, EARLY, "sau 10 ngày"), (10, EARLY, "sau 1 tháng"), (30, LATER, "sau 3 tháng"), (91, LATER, "sau 6 tháng"))
SIX_MONTHS = (182, LATER, "sau 12 tháng")


@pytest.fixture
def office(province, tmp_path):
    """Files of an office of its own, in which days go by."""
    shutil.copytree(province, tmp_path / "office")
    return tmp_path / "office"


def take_on(hand):
    """Put somebody on record, with consent, introduce them, and record that they are taken on and begin."""
    hand.go("Hồ sơ")
    hand.go("Thêm hồ sơ")
    hand.write("code", CODE)
    hand.write("full_name", "Đỗ Thị Mới")
    hand.write("work", "thợ hàn 24 tháng")
    hand.send("Lưu")
    hand.tick("purposes", "matching")
    hand.tick("given", "today")
    hand.send("Ghi đồng ý")
    hand.go("Giới thiệu –")
    hand.tick("fields", "given_name")
    hand.tick("given", "today")
    hand.send("Ghi đồng ý và giới thiệu")
    hand.go("Ghi trả lời")
    hand.tick("answer", "accepted")
    hand.send("Ghi trả lời")
    hand.go("Ghi ngày bắt đầu")
    hand.tick("started", "today")
    hand.send("Ghi ngày bắt đầu")


def check_in(hand, kind):
    """Find the check-in that waits on the first screen, and record that the person still works."""
    hand.go(kind)
    hand.go(f"Ghi kết quả – {CODE}")
    hand.tick("outcome", "still_there")
    hand.tick("asked", "today")
    hand.send("Ghi kết quả hỏi thăm")


@pytest.mark.parametrize(("way", "width", "script"), [(ByKeyboard, 1280, True), (ByHand, 320, False)])
def test_a_new_person_is_taken_on_and_still_works_after_six_months(office, chromium, way, width, script):
    context = chromium.new_context(viewport={"width": width, "height": 700}, java_script_enabled=script)
    page = context.new_page()
    hand, wider = way(page), []
    page.on("load", lambda: wider.append(page.evaluate(WIDER_THAN_THE_SCREEN)))
    with running(office) as server:
        sign_in(page, server, Role.case_worker)
        take_on(hand)
        begun = page.locator("main").inner_text()

    asked_next = []
    for days, kind, _ in (*STEPS, SIX_MONTHS):
        with running(office, TODAY + timedelta(days=days)) as server:
            page.goto(f"{server.address}/today")
            check_in(hand, kind)
            asked_next.append(page.locator("main").inner_text())
            if days == SIX_MONTHS[0]:
                page.goto(f"{server.address}/people/{CODE}")
                history = page.locator("main").inner_text()
    context.close()

    assert "Hỏi thăm sau 3 ngày" in begun
    for told, (_, _, step) in zip(asked_next, (*STEPS, SIX_MONTHS), strict=True):
        assert f"Hỏi thăm {step}" in told
    assert history.count("Hỏi thăm, còn làm") == 5
    assert "Được nhận" in history
    assert len(wider) > 2 * len(STEPS)  # the screen was measured all along the story
    assert set(wider) == {0}
