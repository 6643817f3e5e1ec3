"""What the check of pinned libraries makes of an answer."""

from tools.holes import judge

HOLE = {"id": "PYSEC-2099-1", "fix_versions": ["2.1"], "aliases": [], "description": "words"}


def test_a_pinned_library_with_a_known_hole_is_named_with_what_closes_it():
    document = {
        "dependencies": [
            {"name": "sound", "version": "1.0", "vulns": []},
            {"name": "leaky", "version": "2.0", "vulns": [HOLE]},
            {"name": "unheard", "skip_reason": "Dependency not found"},
        ]
    }

    holes, known, unknown = judge(document)

    assert holes == ["leaky 2.0: PYSEC-2099-1, closed in 2.1"]
    assert (known, unknown) == (2, 1)


def test_the_check_is_part_of_what_must_hold_before_a_change_is_kept(request):
    root = request.config.rootpath

    assert "make holes" in (root / ".ci" / "run").read_text()
    assert "tools.holes" in (root / "Makefile").read_text()
