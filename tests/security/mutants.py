"""Break one wall after another in a copy of the source, and see its harness go red: ``make security-mutants``.

A mutant that no harness notices is a wall that nobody guards. Run as
``python -m tests.security.mutants [part of a name]``.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.security.walls import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]
COPIED = ("api", "employers", "matcher", "tests", "pyproject.toml", "GLOSSARY.md")


def _is_red(tests: str, store: str, broken: Mutant | None) -> bool:
    """Whether tests go red in a copy of the source, broken or as it stands."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        if broken:
            path = copy / broken.file
            text = path.read_text(encoding="utf-8")
            if text.count(broken.old) != 1:
                raise SystemExit(f"{broken.wall}: its text stands {text.count(broken.old)} times in {broken.file}")
            path.write_text(text.replace(broken.old, broken.new), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", *tests.split()]
        changed = {"PYTHONPATH": str(copy), "NOIVIEC_TEST_STORE": store}
        done = subprocess.run(command, cwd=copy, env={**os.environ, **changed}, capture_output=True, check=False)
        return done.returncode != 0 if broken is None else done.returncode == 1


def main() -> None:
    """Try every mutant whose wall holds the words given; exit 1 where one is not noticed.

    What is red anyhow notices nothing: the tests of each wall are seen green first, in a copy that is not broken.
    """
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    tried = [m for m in MUTANTS if wanted in m.wall]
    red_anyhow = {key for key in sorted({(m.tests, m.store) for m in tried}) if _is_red(*key, None)}
    for tests, store in sorted(red_anyhow):
        print(f"RED ANYHOW: {tests} ({store})", flush=True)
    missed = []
    for mutant in tried:
        noticed = (mutant.tests, mutant.store) not in red_anyhow and _is_red(mutant.tests, mutant.store, mutant)
        print(f"{'red' if noticed else 'NOT NOTICED'}: {mutant.wall} ({mutant.file}) → {mutant.tests}", flush=True)
        if not noticed:
            missed.append(mutant.wall)
    print(f"security: {len(tried)} walls broken on purpose, {len(tried) - len(missed)} noticed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
