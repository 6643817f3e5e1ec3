"""Walls that are broken on purpose, each by one text of the source for another, and the tests that must go red."""

from dataclasses import dataclass

HERE = "tests/security"


@dataclass(frozen=True)
class Mutant:
    """One wall, how it is broken (a text of one file for another), and which tests must go red."""

    wall: str
    file: str
    old: str
    new: str
    tests: str
    store: str = "sqlite"


MUTANTS = (
    Mutant(
        "rows: a case worker's own people",
        "api/row_rules.py",
        "return col(Person.case_worker).in_(sorted({viewer.name, *viewer.covers}))",
        "return true()",
        f"{HERE}/test_matrix.py",
    ),
    Mutant(
        "rows: a supervisor's communes",
        "api/row_rules.py",
        "return col(Person.commune_code).in_(viewer.communes) if viewer.communes else false()",
        "return true()",
        f"{HERE}/test_matrix.py",
    ),
    Mutant(
        "rows: an employer's introductions are those made here",
        "api/row_rules.py",
        """not_like('%"source": "list"%')""",
        "is_not(None)",
        f"{HERE}/test_two_worlds.py",
    ),
    Mutant(
        "acts: an act that is not the role's is refused",
        "api/policy.py",
        "return viewer.role in ACTS.get(act, frozenset())",
        "return act in ACTS",
        f"{HERE}/test_matrix.py",
    ),
    Mutant(
        "fields: committed is the desk's",
        "api/policy.py",
        'frozenset({"committed", "unread", "state_reason"})',
        'frozenset({"unread", "state_reason"})',
        f"{HERE}/test_two_worlds.py",
    ),
    Mutant(
        "fields: a supervisor reads no notes",
        "api/policy.py",
        '(_PLAIN | _RESTRICTED) - {"notes", "contact_note", "unread", "national_id"}',
        "_PLAIN | _RESTRICTED",
        f"{HERE}/test_two_worlds.py",
    ),
    Mutant(
        "consent: only the fields agreed to",
        "api/acts/introductions.py",
        "return {name: without_tellings(known[name]) for name in known if name in fields}",
        "return known",
        f"{HERE}/test_two_worlds.py",
    ),
    Mutant(
        "consent: one that ended discloses nothing",
        "api/acts/introductions.py",
        "if not (stands(consent, caller.today) and stands(last, caller.today)):",
        "if not consent.given:",
        f"{HERE}/test_two_worlds.py",
    ),
    Mutant(
        "experience is told as durations",
        "api/acts/introductions.py",
        "{work['months']} {unit}\"",
        "{work['months']} {unit} {work.get('ended_on')}\"",
        f"{HERE}/test_two_worlds.py",
    ),
    Mutant(
        "an employer's codes are drawn",
        "api/acts/market.py",
        "(caller.viewer.role == Role.employer and not DRAWN_CODE.fullmatch(wanted))",
        "False",
        "tests/api/test_routes_market.py",
    ),
    Mutant(
        "sessions: raw SQL is refused",
        "api/scoping.py",
        'raise OutsidePolicy("raw SQL is not run for a viewer")',
        "pass",
        f"{HERE}/test_ways_round.py",
    ),
    Mutant(
        "sessions: a table under another name is refused",
        "api/scoping.py",
        'raise OutsidePolicy("a table is not asked under another name for a viewer")',
        "pass",
        "tests/api/test_scoping.py",
    ),
    Mutant(
        "sessions: a table without a rule is refused",
        "api/scoping.py",
        "if table is None or rule is None:",
        "if rule is None:\n            continue\n        if table is None:",
        f"{HERE}/test_ways_round.py",
    ),
    Mutant(
        "sessions: a question written once is ruled for who asks",
        "api/scoping.py",
        "_ruled_once = lru_cache(maxsize=512)(_ruled)",
        "_kept: Any = {}\n_ruled_once = lambda viewer, of: _kept.setdefault(of, _ruled(viewer, of))",
        "tests/api/test_scoping.py",
    ),
    Mutant(
        "sessions: no connection is given",
        "api/scoping.py",
        "            setattr(session, name, _no_way_beside)",
        "            pass",
        f"{HERE}/test_ways_round.py",
    ),
    Mutant(
        "sessions: nothing is written under what is not theirs",
        "api/scoping.py",
        "        if asked - set(seen):",
        "        if False:",
        f"{HERE}/test_ways_round.py",
    ),
    Mutant(
        "sessions: a foreign row is not taken over",
        "api/scoping.py",
        "    if not _sees_all(viewer, type(row)):",
        "    if False:",
        f"{HERE}/test_ways_round.py",
    ),
    Mutant(
        "pages: everything is escaped",
        "api/web/rendering.py",
        "autoescape=True",
        "autoescape=False",
        f"{HERE}/test_hostile_text.py",
    ),
    Mutant(
        "exports: no cell runs",
        "api/exports/sheets.py",
        'return f"{GUARD}{text}" if could_run(text) else text',
        "return text",
        f"{HERE}/test_hostile_text.py",
    ),
    Mutant(
        "audit: every row is authenticated",
        "api/audit.py",
        " or row.hash != _hash(key, values)",
        "",
        f"{HERE}/test_audit_tampering.py",
    ),
    Mutant(
        "audit: a trail that was cut is shorter than its head",
        "api/audit.py",
        "if max(kept, default=0) > count:",
        "if published is False:",
        f"{HERE}/test_audit_tampering.py",
    ),
    Mutant(
        "vault: cells beside an employer or opening are sealed",
        "api/beside.py",
        "record.unread = {_SEALED: sealed} if cells else {}",
        "record.unread = dict(cells)",
        f"{HERE}/test_canaries.py",
    ),
    Mutant(
        "errors: their words are not logged",
        "api/problems.py",
        '_log.error("unexpected error %s: %s\\n%s", reference, type(error).__name__, frames)',
        '_log.error("unexpected error %s: %s\\n%s", reference, error, frames)',
        f"{HERE}/test_canaries.py",
    ),
    Mutant(
        "uploads: an archive may not unfold without end",  # the child process of an upload reads what is installed
        "api/imports/zip_guard.py",
        "MAX_RATIO = 400",
        "MAX_RATIO = 400_000_000",
        "tests/api/test_workbooks.py",
    ),
    Mutant(
        "uploads: a body is refused by its length",
        "api/guard.py",
        "if _length(scope) > LARGEST_BODY:",
        "if False:",
        f"{HERE}/test_bombs.py",
    ),
    Mutant(
        "sign-in: a first password opens nothing but its change",
        "api/service.py",
        "if self.viewer.must_choose and act not in BEFORE_CHOOSING:",
        "if self.viewer.must_choose and act in BEFORE_CHOOSING:",
        "tests/api/test_signing_in.py",
    ),
    Mutant(
        "sign-in: one that is not used ends",
        "api/sign_ins.py",
        'col(AccessToken.used_at) > bindparam("used_after"),',
        'col(AccessToken.expires_at) > bindparam("used_after"),',
        "tests/api/test_accounts.py",
    ),
    Mutant(
        "sign-in: what was changed meanwhile counts",
        "api/sign_ins.py",
        "return now if unchanged else None",
        "return now",
        "tests/api/test_signing_in.py",
    ),
    Mutant(
        "sign-in: proving anew who one is needs the code too",
        "api/acts/proving.py",
        "if account is not None and passes(session, service.keys, account, proof.code, clock.now()):",
        "if account is not None:",
        "tests/api/test_second_factor.py",
    ),
    Mutant(
        "sign-in: the provider's word counts in its own sign-in alone",
        "api/acts/proving.py",
        'own = (self.account, self.sign_in) == (account, sign_ins.digest_of(token or ""))',
        "own = self.account == account",
        "tests/api/provider/test_proving_anew.py",
    ),
    Mutant(
        "sign-in: the provider says when somebody signed in anew",
        "api/oidc/id_token.py",
        "if not since <= signed_in <= expected.now + LEEWAY:",
        "if signed_in > expected.now + LEEWAY:",
        "tests/api/provider/test_proving_anew.py",
    ),
    Mutant(
        "sign-in: a password that is soon guessed is refused",
        "api/passwords.py",
        "if is_soon_guessed(form, own):",
        "if is_soon_guessed(form, own) and not form:",
        "tests/api/test_passwords.py",
    ),
    Mutant(
        "prices leave as bands",
        "api/acts/suggestions.py",
        '"seat_price": price_band(item.seat_price),',
        '"seat_price": item.seat_price,',
        f"{HERE}/test_two_worlds.py",
    ),
    Mutant(
        "ranking: who somebody is moves nothing",
        "matcher/people.py",
        "wage_floor_vnd=person.wage_floor_vnd,",
        "wage_floor_vnd=9_000_000 if person.sex == 'nữ' else None,",
        f"{HERE}/test_counterfactuals.py",
    ),
    Mutant(
        "words that expose are refused at the exits",
        "api/leaving.py",
        "    if found:",
        "    if found and False:",
        f"{HERE}/test_leaving.py",
    ),
    Mutant(
        "words: the agreed sentence is looked at before it is kept",
        "api/acts/people.py",
        'check_leaving({"status_sentence": fields.get("status_sentence")})',
        "check_leaving({})",
        f"{HERE}/test_leaving.py",
    ),
    Mutant(
        "words: the agreed sentence is looked at before it leaves",
        "api/acts/introductions.py",
        "return {name: without_tellings(known[name]) for name in known if name in fields}",
        "return {name: known[name] for name in known if name in fields}",
        f"{HERE}/test_leaving.py",
    ),
    Mutant(
        "consent: an introduction that its person stops is over",
        "matcher/decisions.py",
        "return min(max(min(days), referral.referred_on), today) if days else None",
        "return None",
        "tests/api/test_routes_referrals.py",
    ),
    Mutant(
        "lists: another area's person is as absent",
        "api/imports/same_person.py",
        "return known if _is_ours(context, surviving(context, known).commune_code) else None",
        "return known",
        "tests/api/test_import_counselling.py",
    ),
    Mutant(
        "employers: who works there is for whom it concerns",
        "api/acts/loan_gaps.py",
        "counted_workers(ranking, employer, caller.today) if concerned else None",
        "counted_workers(ranking, employer, caller.today)",
        "tests/api/test_employer_numbers.py",
    ),
    Mutant(
        "fields: a supervisor reads no note of the safe contact",
        "api/policy.py",
        '{"notes", "contact_note", "unread", "national_id"}',
        '{"notes", "unread", "national_id"}',
        "tests/api/test_routes_contact.py",
    ),
    Mutant(
        "statistics: small cells are hidden",
        "api/small_cells.py",
        "SMALL: Final = 7",
        "SMALL: Final = 3",
        "tests/api/test_small_cells.py",
    ),
    Mutant(
        "second wall: it holds the owner of the tables",
        "api/row_security.py",
        'f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"',
        'f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"',
        "tests/api/test_row_security.py",
        "postgresql",
    ),
    Mutant(
        "second wall: who asked is forgotten with the transaction",
        "api/db.py",
        "func.set_config(name, value, True)",
        "func.set_config(name, value, False)",
        "tests/api/test_row_security.py",
        "postgresql",
    ),
    Mutant(
        "second wall: each role has its own rule",
        "api/row_security.py",
        "USING ({asked} AND ({_condition(rule)}))",
        "USING ({_condition(rule)})",
        "tests/api/test_row_security.py",
        "postgresql",
    ),
)
