"""Other systems are told of events: signed, at least once, codes only, and nowhere that a name could be led to."""

import json
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from sqlmodel import select

from api.acts.retention import TOLD_DAYS, clear_expired
from api.acts.webhooks import UnknownEvent, UnknownWebhook, add_webhook, list_webhooks, remove_webhook, send_due
from api.jobs import JOBS
from api.service import Caller, NotAllowed
from api.webhooks.outbox import EVENTS, WAITS
from api.webhooks.sending import AddressRefused, checked_address, post
from api.webhooks.signing import sign
from api.webhooks.tables import WebhookMessage
from tests.api.conftest import caller_named, operator_of
from tests.api.route_matrix import OWN_WORK
from tests.api.test_routes_referrals import refer
from tests.stores import is_kept_open

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


class Receiver(HTTPServer):
    """Another system: keeps what arrives and answers as it is told."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answering)
        self.got, self.status = [], 204

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/tin?tu=noiviec"


class _Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("location", self.server.url.replace("/tin", "/cho-khac"))
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def receiving():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver():
    with receiving() as server:
        yield server


@pytest.fixture
def near(office):
    """The office, whose messages may go to this machine."""
    office.settings = office.settings.model_copy(update={"webhook_private": True})
    return office


def told_of(receiver):
    return [json.loads(body) for _, _, body in receiver.got]


def closed(web, code="V-01"):
    answer = web.post("congty", f"/openings/{code}/close", {"reason": "đủ người"})
    assert answer.status_code < 300, answer.text


def send(service, at=NOW):
    with time_machine.travel(at, tick=False):
        return send_due(Caller(service, JOBS))


def test_a_signature_is_the_one_that_the_specification_prints():
    signed = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        '{"test": 2432232314}',
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_happens_after_an_address_is_named_arrives_once_and_signed(near, web, receiver):
    made = add_webhook(operator_of(near), receiver.url, None, ())
    nothing_new = send(near)
    closed(web)

    arrived, again = send(near), send(near)

    (path, headers, body) = receiver.got[0]
    sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert (nothing_new, arrived, again, path) == (0, 1, 0, "/tin?tu=noiviec")
    assert (json.loads(body)["type"], json.loads(body)["data"]) == ("opening.closed", {"opening": "V-01"})
    assert headers["webhook-signature"] == sign(made["secret"], headers["webhook-id"], sent_at, body)


def test_a_referral_is_told_to_its_own_employer_alone_and_names_nobody(near, web, receiver):
    own, other = (web.get(who, "/employers").json()["items"][0]["tax_code"] for who in ("congty", "congty2"))
    with receiving() as elsewhere, receiving() as everybody:
        for server, employer in ((receiver, own), (elsewhere, other), (everybody, None)):
            add_webhook(operator_of(near), server.url, employer, ())
        introduced = refer(web)

        send(near)

        assert (told_of(elsewhere), told_of(everybody)) == ([], [])
    (told,) = told_of(receiver)
    assert told["type"] == "referral.made"
    assert told["data"] == {"opening": "V-01", "referral": introduced, "state": "waiting"}


def test_what_does_not_arrive_is_sent_again_later_under_the_same_name_and_then_given_up(near, web, receiver):
    add_webhook(operator_of(near), receiver.url, None, ())
    closed(web)
    receiver.status, at = 500, NOW
    for wait in (timedelta(), *WAITS):
        at += wait
        send(near, at)
        send(near, at)

    names = [headers["webhook-id"] for _, headers, _ in receiver.got]
    assert names == names[:1] * (len(WAITS) + 1)
    assert list_webhooks(operator_of(near))[0]["stopped"] == "failing"


def test_a_receiver_that_is_gone_is_asked_once(near, web, receiver):
    add_webhook(operator_of(near), receiver.url, None, ())
    closed(web)
    receiver.status = 410

    send(near)
    send(near, NOW + timedelta(days=1))

    assert len(receiver.got) == 1
    assert list_webhooks(operator_of(near))[0]["stopped"] == "gone"


def test_a_redirect_is_not_followed(near, web, receiver):
    add_webhook(operator_of(near), receiver.url, None, ())
    closed(web)
    receiver.status = 302

    assert send(near) == 0
    assert [path for path, _, _ in receiver.got] == ["/tin?tu=noiviec"]


def test_only_the_events_that_were_asked_for_are_told(near, web, receiver):
    add_webhook(operator_of(near), receiver.url, None, ["opening.published"])
    closed(web)

    assert send(near) == 0


def test_an_address_that_was_taken_away_is_told_nothing(near, web, receiver):
    name = add_webhook(operator_of(near), receiver.url, None, ())["id"]
    closed(web)
    remove_webhook(operator_of(near), name)

    assert send(near) == 0
    assert list_webhooks(operator_of(near)) == []
    with pytest.raises(UnknownWebhook):
        remove_webhook(operator_of(near), name)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.vn/tin", "ftp://example.vn/tin", "https://", "https://a@example.vn/", "https://example.vn/#x",
        "https://example.vn:0/", "https://example.vn:99999/", "https://exa mple.vn/", "https://ví-dụ.vn/",
        "javascript:1", "https://example.vn/" + "a" * 500, "https://example.vn/\nHost: x", "",
    ],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused(url):
    with pytest.raises(AddressRefused):
        checked_address(url, private=False)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "[::1]", "[fe80::1]", "0.0.0.0"]
)
def test_nothing_is_sent_into_the_own_network_once_the_setting_is_gone(near, web, host):
    add_webhook(operator_of(near), f"https://{host}:1/tin", None, ())
    closed(web)
    near.settings = near.settings.model_copy(update={"webhook_private": False})

    assert send(near) == 0
    with near.database.read() as session:
        assert session.exec(select(WebhookMessage)).one().last_status is None


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "api.localhost", "printer.local", "metadata.google.internal", "intranet", "127.0.0.1", "127.1",
        "0x7f000001", "2130706433", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "LOCALHOST.",
    ],
)  # fmt: skip
def test_an_address_of_the_own_network_is_refused_when_it_is_named(host):
    with pytest.raises(AddressRefused):
        checked_address(f"https://{host}/tin", private=False)


@pytest.mark.parametrize("host", ["example.vn", "local.example.vn", "8.8.8.8", "[2606:4700::1111]"])
def test_a_public_host_is_taken(host):
    assert checked_address(f"https://{host}/tin", private=False).hostname == host.strip("[]")


def test_a_name_that_leads_into_the_own_network_is_refused_at_sending(monkeypatch):
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)

    with pytest.raises(AddressRefused):
        post("https://example.vn/tin", "{}", {})


def test_own_work_is_no_opening_to_tell_of(near, web, receiver):
    add_webhook(operator_of(near), receiver.url, None, ())
    added = web.post("giamsat", "/own-work", OWN_WORK)
    assert added.status_code == 201, added.text

    assert send(near) == 0


def test_messages_that_arrived_go_after_their_days(near, web, receiver):
    add_webhook(operator_of(near), receiver.url, None, ())
    closed(web)
    send(near)

    kept = []
    for days in (TOLD_DAYS - 1, TOLD_DAYS + 1):
        clear_expired(operator_of(near), NOW + timedelta(days=days))
        with near.database.read() as session:
            kept.append(len(session.exec(select(WebhookMessage)).all()))

    assert kept == [1, 0]


def test_an_unknown_event_is_refused(office):
    with pytest.raises(UnknownEvent):
        add_webhook(operator_of(office), "https://example.vn/", None, ["person.leaked"])


def test_a_case_worker_manages_no_addresses(office):
    with pytest.raises(NotAllowed):
        list_webhooks(caller_named(office, "canbo"))


def test_the_secret_lies_sealed(office):
    made = add_webhook(operator_of(office), "https://example.vn/", None, ())

    assert not is_kept_open(office.database, made["secret"])
    assert made["events"] == list(EVENTS)
