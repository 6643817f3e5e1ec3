"""Every notebook runs from the top on a temporary database, and none keeps an output in the repository."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_the_notebooks_are_numbered():
    assert [path.name[:3] for path in NOTEBOOKS] == ["01_", "02_", "03_", "04_", "05_", "06_", "07_"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_in_the_repository_has_no_outputs(path):
    document = json.loads(path.read_text(encoding="utf-8"))

    code = [cell for cell in document["cells"] if cell["cell_type"] == "code"]

    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_its_finding_first(path):
    first = nbformat.read(path, as_version=4).cells[0]

    assert first.cell_type == "markdown"
    assert "**Finding:" in first.source


def test_a_figure_that_is_drawn_is_shown():
    cells = [cell.source for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells]

    drawn = [source for source in cells if "plt.subplots" in source]
    assert drawn
    assert all("plt.show()" in source and "plt.close" not in source for source in drawn)


def test_a_notebook_runs_from_the_top_in_a_kernel(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)

    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()

    said = "".join(o.get("text", "") for c in notebook.cells if c.cell_type == "code" for o in c.outputs)
    assert len(said) > 100


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_a_notebook_runs_from_the_top(path, capsys, monkeypatch):
    # In this process: the start of a kernel, and what it imports, would cost more than the notebook.
    monkeypatch.setenv("MPLBACKEND", "template")
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": path.stem}

    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, path.name, "exec"), names)

    assert len(capsys.readouterr().out) > 100
