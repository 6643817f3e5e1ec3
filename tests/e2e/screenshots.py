"""Every page of every role as a telephone and a desk see it: ``make screenshots`` writes them to var/screenshots."""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import sign_in
from tests.e2e.registry import address, every_page
from tests.e2e.server import CHROMIUM_FLAGS, ROOT, fill, running, why_not

FOLDER = ROOT / "var" / "screenshots"
WIDTHS = (360, 1280)


def file_name(page, width: int) -> str:
    """``case_worker-people-person-360.png``."""
    path = re.sub(r"[^a-z]+", "-", page.path).strip("-") or "front"
    return f"{page.role or 'nobody'}-{path}-{width}.png"


def _open(tab, server, page) -> None:
    """Open a page; one that cannot be shown ends everything, by its name."""
    try:
        place = address(page, server)
    except (AssertionError, LookupError) as missing:
        sys.exit(f"{page}: no sample for its address ({missing!r})")
    answer = tab.goto(server.address + place)
    if answer is None or answer.status >= 400:
        sys.exit(f"{page}: {place} answers {answer.status if answer else 'nothing'}")


def main(only: str = "") -> None:
    """Take them all, or those whose name holds ``only``."""
    reason = why_not()
    if reason:
        sys.exit(f"no screenshots: {reason}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    with running(fill(folder)) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        for role in dict.fromkeys(page.role for page in every_page()):
            for width in WIDTHS:
                context = browser.new_context(viewport={"width": width, "height": 800})
                tab = context.new_page()
                if role:
                    sign_in(tab, server, role)
                for page in every_page():
                    if page.role == role and only in file_name(page, width):
                        _open(tab, server, page)
                        tab.screenshot(path=FOLDER / file_name(page, width), full_page=True)
                context.close()
        browser.close()
    shutil.rmtree(folder)
    print(f"{FOLDER.relative_to(ROOT)}: {len(list(FOLDER.glob('*.png')))}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
