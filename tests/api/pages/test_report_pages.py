"""The report to the province as a supervisor meets it: two clicks to the file, each figure with its rows."""

from io import BytesIO

import docx


def test_two_clicks_from_the_first_page_give_the_quarter_s_document(shared_site):
    first = shared_site.sign_in("giamsat").get("/")

    page = shared_site.get(next(link for link in first.links if link == "/area/report"))
    document = shared_site.client.get(next(link for link in page.links if link.endswith(".docx")))

    assert docx.Document(BytesIO(document.content)).paragraphs[1].text == "Quý 3 năm 2026"
    assert document.headers["content-disposition"] == 'attachment; filename="bao-cao-2026Q3.docx"'


def test_the_page_offers_the_running_quarter_as_provisional(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/report")

    assert "Quý 4 năm 2026 (tạm tính)" in page.words
    assert "/area/report/2026Q4" in page.links


def test_each_figure_of_the_page_leads_to_its_rows(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/report/2026")

    leads = [link for link in page.links if "/rows?" in link]
    assert leads
    for link in leads:
        assert shared_site.get(link).status == 200, link
    assert "/people/PT-001" in shared_site.get("/area/report/2026/rows?figure=so_far:trained").links


def test_a_period_to_come_or_written_wrong_is_answered_by_one_sentence(shared_site):
    shared_site.sign_in("giamsat")

    to_come, wrong = shared_site.get("/area/report/2027"), shared_site.get("/area/report/q3")

    assert (to_come.status, wrong.status) == (422, 404)
    assert "chưa bắt đầu" in to_come.words
    assert "2026Q4" in wrong.words


def test_the_report_reads_in_english_too(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/report/2026?lang=en")

    assert "Targets of the scheme" in page.words
    shared_site.get("/area?lang=vi")
