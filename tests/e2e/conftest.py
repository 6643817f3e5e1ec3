"""One server and one browser for all stories; where there is no browser, one line says why everything is skipped."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.policy import Role
from tests.e2e.server import CHROMIUM_FLAGS, Running, fill, running, why_not

REASON = why_not()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip all of it with one reason where no browser can be driven."""
    if REASON:
        for item in items:
            if "e2e" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason=REASON))


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration province in files, made once; nobody writes into them."""
    return fill(tmp_path_factory.mktemp("province"))


@pytest.fixture(scope="session")
def server(province: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration province, served."""
    folder = tmp_path_factory.mktemp("served") / "files"
    shutil.copytree(province, folder)
    with running(folder) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium, without its own services."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def sign_in(page: Any, server: Running, role: Role) -> None:
    """Sign in as people do."""
    name, password = server.sign_ins[role]
    page.goto(server.address)
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng nhập").click()


@pytest.fixture(scope="session")
def states(server: Running, chromium: Any) -> Callable[[Role | None], Any]:
    """The cookies of a sign-in of each role, made once."""
    kept: dict[Role | None, Any] = {None: None}

    def state(role: Role | None) -> Any:
        if role not in kept:
            context = chromium.new_context()
            sign_in(context.new_page(), server, role)
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return state


@pytest.fixture(scope="session")
def shared_tab(chromium: Any, states: Callable[[Role | None], Any]) -> Callable[..., Any]:
    """A tab of each role, width and script that is kept for the whole run: for tests that only look."""
    kept: dict[tuple[Role | None, int, bool], Any] = {}

    def tab(role: Role | None, width: int = 360, *, script: bool = True) -> Any:
        key = (role, width, script)
        if key not in kept:
            screen = {"width": width, "height": 740}
            context = chromium.new_context(viewport=screen, java_script_enabled=script, storage_state=states(role))
            kept[key] = context.new_page()
        return kept[key]

    return tab


@pytest.fixture
def browse(chromium: Any, states: Callable[[Role | None], Any]) -> Iterator[Callable[..., Any]]:
    """Opens a tab as one role: ``browse(Role.case_worker, width=320, script=False)``."""
    opened: list[Any] = []

    def tab(role: Role | None, width: int = 360, height: int = 740, *, script: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, storage_state=states(role)
        )
        opened.append(context)
        return context.new_page()

    yield tab
    for context in opened:
        context.close()
