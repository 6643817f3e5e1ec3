"""Two ways to use the same pages: by touch or mouse, and by keyboard alone."""

from typing import Any

FOCUS = "(document.activeElement.innerText || document.activeElement.value || '').replace(/\\s+/g, ' ').trim()"
MOST = 200


def tab_to(page: Any, words: str) -> None:
    """Press Tab until something that begins with these words has the focus."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS).startswith(words):
            return
    raise AssertionError(f"{words} was not reached by keyboard")


def tab_to_box(page: Any, name: str, value: str | None = None) -> None:
    """Press Tab until the field of this name, or its box of this value, has the focus."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name and value in (
            None,
            page.evaluate("document.activeElement.value"),
        ):
            return
    raise AssertionError(f"{name} was not reached by keyboard")


class ByHand:
    """Links, boxes and buttons touched one by one."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def go(self, words: str) -> None:
        """Follow the first link that begins with these words."""
        with self.page.expect_navigation():
            self.page.locator("main a, nav a").filter(has_text=words).first.click()

    def write(self, name: str, words: str) -> None:
        """Type into a field."""
        self.page.locator(f'[name="{name}"]').fill(words)

    def tick(self, name: str, value: str) -> None:
        """Tick a box, or choose one of several."""
        self.page.locator(f'[name="{name}"][value="{value}"]').check()

    def send(self, words: str) -> None:
        """Press the button that bears these words."""
        with self.page.expect_navigation():
            self.page.locator("main button").filter(has_text=words).first.click()


class ByKeyboard(ByHand):
    """The Tab, arrow, Space and Enter keys alone."""

    def go(self, words: str) -> None:
        """Follow the next link that begins with these words."""
        tab_to(self.page, words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name: str, words: str) -> None:
        """Type into a field."""
        tab_to_box(self.page, name)
        self.page.keyboard.type(words)

    def tick(self, name: str, value: str) -> None:
        """Tick a box with Space, or walk through a group with the arrow keys."""
        if self.page.locator(f'[name="{name}"]').first.get_attribute("type") == "checkbox":
            tab_to_box(self.page, name, value)
            self.page.keyboard.press("Space")
            return
        tab_to_box(self.page, name)
        self.page.keyboard.press("Space")
        for _ in range(MOST):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not among {name}")

    def send(self, words: str) -> None:
        """Press the button that bears these words."""
        self.go(words)
