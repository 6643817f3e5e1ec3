"""The catalogue: two languages with the same keys, templates without words of their own, every key used rightly."""

import re
import string
from pathlib import Path

import pytest

from api.domain_problems import ANSWERS
from api.problems import _SENTENCES, _TITLES
from api.web.catalogue import LANGUAGES, sayer, words
from api.web.navigation import NAVIGATION

API = Path(__file__).parents[3] / "api"
TEMPLATES = sorted((API / "templates").rglob("*.html"))
SAID = re.compile(r"""say\("([a-z_0-9.]+)"\s*[,)]""")
BUILT = re.compile(r"""say\("([a-z_0-9.]+\.)" ~""")


def text_of(path):
    return path.read_text(encoding="utf-8")


def test_both_languages_say_the_same_things():
    assert set(words("vi")) == set(words("en"))


def test_a_sentence_holds_the_same_facts_in_both_languages():
    def facts(sentence):
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    differ = [key for key in words("vi") if facts(words("vi")[key]) != facts(words("en")[key])]

    assert not differ


def test_hardly_a_sentence_is_the_same_in_both_languages():
    same = {
        key for key in words("vi") if words("vi")[key] == words("en")[key] and re.search("[a-z]{3}", words("vi")[key])
    }

    assert same <= {"frame.product", "referrals.heading", "pair.title"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_a_template_has_no_words_of_its_own(template):
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text_of(template), flags=re.DOTALL)
    plain = re.sub(r"<!doctype html>|<[^>]*>|&\w+;", "", plain)
    plain = re.sub(r' [a-z-]+="[^"]*"', "", plain)

    assert not re.findall(r"[^\W\d_]{2,}", plain)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_a_template_escapes_everything_and_styles_nothing(template):
    said = text_of(template)

    assert not re.search(r'\bstyle="|<style|<script(?! src="\{\{ static)|\bon[a-z]+="', said)
    assert re.findall(r"\|\s*safe\b", said) == ([] if template.name != "macros.html" else ["| safe"] * 2)
    assert not re.search(r"autoescape false|Markup", said)


def test_every_key_that_is_asked_for_is_there_and_every_key_is_asked_for():
    sources = [text_of(p) for p in TEMPLATES]
    sources += [text_of(p) for folder in ("pages", "web") for p in (API / folder).rglob("*.py")]
    together = "\n".join(sources)
    asked = set(SAID.findall(together))
    quoted = set(re.findall(r'"([a-z_]+(?:\.[a-z_0-9]+)+)"', together))
    begun = tuple({*BUILT.findall(together), *re.findall(r'f"([a-z_.]+\.)\{', together), "problems.", "errors."})

    assert asked <= set(words("vi"))
    unused = [key for key in words("vi") if key not in asked | quoted and not key.startswith(begun)]
    assert not unused


def test_every_problem_has_a_page_of_words():
    codes = {code for _, code, _ in ANSWERS.values() if code} | {code for code, _ in _TITLES.values()}
    shown_elsewhere = {"unknown_occupation", "phrase_unusable", "same_record", "different_tax_codes", "keep_tax_code"}
    shown_elsewhere |= {
        "merged_away",
        "merged_since",
        "keep_open_case",
        "both_referred",
        "undo_over",
        "no_usable_model",
        "overtaken",
        "not_home_yet",
    }
    shown_elsewhere |= {"not_signed_in", "not_acceptable", "media_type", "precondition_required"}

    missing = [code for code in codes - shown_elsewhere if f"problems.{code}.title" not in words("vi")]

    assert not missing


def test_every_kind_of_error_that_the_api_words_is_worded_for_forms_or_falls_back():
    for language in LANGUAGES:
        say = sayer(language)
        assert all(say("errors.other") and kind for kind in _SENTENCES)
        assert say("errors.string_too_long", max_length=200)


def test_every_entry_of_the_navigation_has_words():
    assert all(key in words("vi") for entries in NAVIGATION.values() for key, _ in entries)
