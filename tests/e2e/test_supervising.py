"""A supervisor prepares the quarterly meeting: by keyboard alone, and without script on a narrow screen."""

from api.policy import Role
from tests.e2e.conftest import sign_in
from tests.e2e.test_every_page import WIDER_THAN_THE_SCREEN
from tests.e2e.test_referring import tab_to, tab_to_box


def test_by_keyboard_alone_from_the_sign_in_to_the_pack_and_a_taught_word(server, chromium):
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    name, password = server.sign_ins[Role.supervisor]
    page.goto(server.address)
    tab_to_box(page, "username")
    page.keyboard.type(name)
    tab_to_box(page, "password")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/area")

    tab_to(page, "Chuẩn bị họp quý")
    page.keyboard.press("Enter")
    page.wait_for_url("**/area/meeting")
    captions = page.locator("caption").all_inner_texts()
    page.go_back()
    tab_to(page, "Lời ghi chưa hiểu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/curation")
    tab_to(page, "Dạy –")
    page.keyboard.press("Enter")
    page.wait_for_url("**/curation/teach?*")
    tab_to_box(page, "isco")
    page.keyboard.press("Space")
    tab_to(page, "Xem lại")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Xem lại trước khi dạy")
    tab_to(page, "Dạy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/curation/phrases?*")

    assert captions[0] == "Từ 01/01/2026 đến hết ngày 23/11/2026"
    assert captions[1] == "Giới thiệu từ 23/11/2025 đến 23/11/2026"
    assert page.get_by_role("status").inner_text().startswith("Đã dạy.")
    page.context.close()


def test_without_script_on_a_narrow_screen(server, chromium):
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, server, Role.supervisor)

    page.get_by_role("link", name="Chuẩn bị họp quý").click()
    page.wait_for_url("**/area/meeting")
    seen = [page.get_by_role("heading", name=name).count() for name in ("Chỉ tiêu của đề án", "Cần chú ý")]
    page.emulate_media(media="print")
    printed = page.get_by_role("button", name="In trang này").count(), page.locator("header.top").is_visible()
    page.emulate_media(media="screen")
    page.go_back()
    page.get_by_role("link", name="Các lượt xếp lại").click()
    page.get_by_role("link", name="Xếp lại ngay").click()
    page.get_by_role("button", name="Xếp lại ngay").click()
    page.wait_for_url("**/area/runs")
    runs = page.url
    page.get_by_role("link", name="Danh sách", exact=True).click()
    page.get_by_label("Kết quả đào tạo").first.check()
    page.get_by_role("button", name="Đọc thử").click()
    page.wait_for_selector(".errors")

    assert seen == [1, 1]
    assert printed == (0, False)
    assert runs.endswith("/area/runs")
    assert page.title().startswith("Lỗi:")
    assert page.locator(".errors a").get_attribute("href") == "#file"
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == 0
    context.close()
