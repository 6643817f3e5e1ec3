import pytest
from sqlalchemy import text

from matcher.errors import NoUsableModel
from matcher.model_store import current_model, damaged_versions, keep_model, list_models, promote, read_model
from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.sealed import ModelFileDamaged
from tests.factories import NOW


def keep(session, outcomes):
    return keep_model(session, AdditiveRanker.from_prior(), outcomes, NOW, {"kept": outcomes})


def in_force(session, outcomes):
    row = keep(session, outcomes)
    promote(session, row.version)
    return row


def damage(session, row):
    row.document = row.document.replace("intercept", "intercepf", 1)
    assert "intercepf" in row.document
    session.flush()


def test_before_any_training_the_experts_tables_rank(session):
    model = current_model(session)

    assert (model.version, model.outcomes, model.damaged) == (0, 0, ())


def test_a_version_says_where_it_comes_from(session):
    row = keep_model(session, AdditiveRanker.from_prior(), 40, NOW)

    provenance = read_model(row).provenance_

    assert provenance["fitted_on"] == f"{NOW:%Y-%m-%d}"
    assert set(provenance["libraries"]) == {"numpy", "scipy", "scikit-learn"}
    assert provenance["prior_sha256"] == packaged_prior().sha256


def test_a_candidate_does_not_rank_until_it_is_promoted(session):
    row = keep(session, 40)
    before = current_model(session).version

    promote(session, row.version)

    assert (before, current_model(session).version, current_model(session).outcomes) == (0, row.version, 40)


def test_one_version_at_a_time_is_in_force_and_every_version_is_kept(session):
    rows = [in_force(session, outcomes) for outcomes in (10, 20, 30)]

    assert [m.state for m in list_models(session)] == ["current", "retired", "retired"]
    assert current_model(session).version == rows[-1].version


def test_a_damaged_document_gives_way_to_the_last_good_one(session):
    first, second, third = (in_force(session, outcomes) for outcomes in (10, 20, 30))
    damage(session, third)
    damage(session, second)

    model = current_model(session)

    assert (model.version, model.outcomes) == (first.version, 10)
    assert model.damaged == (third.version, second.version)


def test_where_every_document_is_damaged_the_expert_stands_in(session):
    row = in_force(session, 10)
    damage(session, row)

    model = current_model(session)

    assert (model.version, model.outcomes, model.damaged) == (0, 0, (row.version,))


def test_a_candidate_never_stands_in_for_a_damaged_model(session):
    damage(session, in_force(session, 10))
    keep(session, 99)

    assert current_model(session).version == 0


def test_a_changed_document_is_not_read(session):
    row = in_force(session, 10)
    damage(session, row)

    with pytest.raises(ModelFileDamaged):
        read_model(row)


def test_a_document_stored_as_bytes_is_damaged_and_passed_over(session):
    good, bad = in_force(session, 10), in_force(session, 20)
    session.execute(text("UPDATE ranking_model SET document = CAST(document AS BLOB) WHERE version = :v"), {"v": 2})
    session.expire_all()

    model = current_model(session)

    assert (model.version, model.damaged) == (good.version, (bad.version,))
    assert damaged_versions(list_models(session)) == (bad.version,)


def test_version_0_puts_the_experts_tables_back_in_force_until_another_is_promoted(session):
    first, second = in_force(session, 10), in_force(session, 20)

    promote(session, 0)
    expert = current_model(session).version
    promote(session, first.version)

    assert (expert, current_model(session).version) == (0, first.version)
    assert second.state == "retired"


def test_a_document_of_rubbish_whose_checksum_fits_is_passed_over_too(session):
    good = in_force(session, 10)
    bad = keep(session, 20)
    promote(session, bad.version)
    bad.document = "{"
    from hashlib import sha256

    bad.sha256 = sha256(b"{").hexdigest()
    session.flush()

    model = current_model(session)

    assert (model.version, model.damaged) == (good.version, (bad.version,))


def test_a_damaged_or_unknown_version_is_not_promoted_and_nothing_changes(session):
    good, bad = in_force(session, 10), keep(session, 20)
    damage(session, bad)

    with pytest.raises(NoUsableModel):
        promote(session, bad.version)
    with pytest.raises(NoUsableModel):
        promote(session, 404)

    assert [m.state for m in list_models(session)] == ["candidate", "current"]
    assert current_model(session).version == good.version


def test_a_retired_version_can_be_put_in_force_again(session):
    first, second = in_force(session, 10), in_force(session, 20)

    promote(session, first.version)

    assert current_model(session).version == first.version
    assert second.state == "retired"


def test_promoting_the_version_in_force_keeps_it_there(session):
    row = in_force(session, 10)

    promote(session, row.version)

    assert row.state == "current"
