"""A JobPosting that leaves here is taken back, as interfaces promise, and what was not understood is told."""

import json

LD_JSON = "application/ld+json"


def send(web, who, posting):
    return web.call(who, "POST", "/openings", content=json.dumps(posting), headers={"content-type": LD_JSON})


def read(web, who, code):
    return web.get(who, f"/openings/{code}", headers={"accept": LD_JSON}).json()


def test_our_own_posting_comes_back_as_a_draft_that_says_the_same(web):
    ours = read(web, "congty", "V-01")

    answer = send(web, "congty", ours)

    assert answer.status_code == 201, answer.text
    made = answer.json()
    again = read(web, "congty", made["code"])
    assert made["state"] == "draft" and made["code"] != "V-01"
    same = ("title", "hiringOrganization", "jobLocation", "totalJobOpenings", "baseSalary", "occupationalCategory")
    assert {name: again.get(name) for name in same} == {name: ours.get(name) for name in same}
    assert "directApply" in made["not_understood"] and "title" not in made["not_understood"]


def test_the_desk_posts_for_the_employer_that_the_posting_names(web):
    ours = read(web, "canbo", "V-01")

    taken = send(web, "canbo", ours)
    unnamed = send(web, "canbo", ours | {"hiringOrganization": {"@type": "Organization", "name": "Công ty Lạ"}})

    assert (taken.status_code, taken.json()["state"]) == (201, "open")
    assert taken.json()["employer"] == web.get("canbo", "/openings/V-01").json()["employer"]
    assert unnamed.status_code == 404


def test_an_employer_s_posting_of_another_one_is_refused(web):
    ours = read(web, "congty", "V-01")
    theirs = web.get("congty2", "/employers").json()["items"][0]["tax_code"]

    other = {"@type": "Organization", "name": "Khác", "taxID": theirs}

    assert send(web, "congty", ours | {"hiringOrganization": other}).status_code in (403, 404)


def test_what_is_not_understood_is_named(web):
    posting = {
        "@type": "JobPosting", "title": "Thợ hàn", "employmentType": "FULL_TIME", "industry": "Cơ khí", "x y": 1,
        "baseSalary": {"currency": "USD", "value": 500}, "validThrough": "hôm sau", "totalJobOpenings": "3",
    }  # fmt: skip

    made = send(web, "congty", posting).json()

    assert made["not_understood"] == ["employmentType", "industry", "?", "baseSalary", "validThrough"]
    assert made["seats"] == 3


def test_linked_data_without_one_posting_is_refused_in_one_sentence(web):
    posting = {"@type": "JobPosting", "title": "Thợ hàn"}

    for sent, count in (({"@type": "Person", "name": "A"}, 0), ([posting, posting], 2), ("văn bản", 0)):
        refused = send(web, "congty", sent)
        assert refused.status_code == 422
        detail = f"Nội dung {LD_JSON} cần đúng một tin JobPosting của schema.org; ở đây có {count}."
        assert refused.json()["errors"] == [{"field": "body", "detail": detail}]


def test_a_field_that_an_opening_cannot_hold_is_told_at_its_own_name(web):
    refused = send(web, "congty", {"@type": "JobPosting", "title": ""})

    assert [error["field"] for error in refused.json()["errors"]] == ["body.title"]
