"""Tests of scripts/redrive on queues in memory: python scripts/operate/redrive_test.py"""

import contextlib
import io
import json
import pathlib
import sys
import time
import types
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import account
import queues
import reasons
import redrive
import relay

SECRET = "my words are ability able about above absent absorb abstract absurd abuse access accident account"
RESOURCES = [
    (f"{job}{place}{number:08X}", f"https://sqs/{job}{place}")
    for number, (job, place) in enumerate(
        [("Intake", "Queue"), ("Intake", "DeadLetters"), ("Intake", "Refusals"), ("Relay", "Failures"),
         ("Notices", "DeadLetters"), ("Notices", "Queue"), ("Notices", "Unroutable")]
    )
]


def envelope(**detail):
    detail = {"id": "ticket-ABC-3", "type": "ticket.opened", "aggregate": {"kind": "ticket", "id": "ABC"},
              "correlationId": "request-1", "data": {"subject": SECRET}, **detail}
    return json.dumps({"source": "aftercare", "detail-type": detail["type"], "detail": detail})


class Queues:
    """SQS, as far as it is used."""

    def __init__(self):
        self.messages, self.hidden, self.number = {}, set(), 0

    def put(self, queue, body, **attributes):
        self.number += 1
        message = {
            "MessageId": f"m{self.number}", "ReceiptHandle": f"r{self.number}", "Body": body,
            "Attributes": {"SentTimestamp": str(int(time.time() * 1000))},
            "MessageAttributes": {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
        }
        self.messages.setdefault(f"https://sqs/{queue}", []).append(message)
        return message["MessageId"]

    def in_(self, queue):
        return [message["Body"] for message in self.messages.get(f"https://sqs/{queue}", [])]

    def receive_message(self, QueueUrl, **_):
        found = [m for m in self.messages.get(QueueUrl, []) if m["ReceiptHandle"] not in self.hidden]
        self.hidden |= {m["ReceiptHandle"] for m in found}
        return {"Messages": found}

    def change_message_visibility(self, ReceiptHandle, **_):
        self.hidden.discard(ReceiptHandle)

    def send_message(self, QueueUrl, MessageBody, MessageAttributes):
        self.put(QueueUrl.rsplit("/", 1)[1], MessageBody, **{k: v["StringValue"] for k, v in MessageAttributes.items()})

    def delete_message(self, QueueUrl, ReceiptHandle):
        self.messages[QueueUrl] = [m for m in self.messages[QueueUrl] if m["ReceiptHandle"] != ReceiptHandle]


class Redrive(unittest.TestCase):
    def setUp(self):
        self.sqs, self.lines = Queues(), []
        pages = types.SimpleNamespace(paginate=lambda **_: [{"events": [{"message": json.dumps(l)} for l in self.lines]}])
        logs = types.SimpleNamespace(
            get_paginator=lambda _: pages, exceptions=types.SimpleNamespace(ResourceNotFoundException=KeyError),
        )
        self.published, self.wrong = [], ""
        place = types.SimpleNamespace(
            name="a test", client={"sqs": self.sqs, "logs": logs}.get, resources=lambda _: RESOURCES, environment=lambda: {},
        )
        for patch in (
            unittest.mock.patch.object(account, "Account", lambda *_: place),
            unittest.mock.patch.object(relay, "publish", lambda _, ids: self.published.extend(ids) or self.wrong),
        ):
            patch.start()
            self.addCleanup(patch.stop)

    def run_it(self, *arguments):
        self.sqs.hidden.clear()
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            self.status = redrive.run(list(arguments))
        return out.getvalue()

    def test_lists_what_lies_where_and_why_and_leaves_it_there(self):
        letter = self.sqs.put("NoticesDeadLetters", envelope())
        self.lines = [{"id": letter, "error": "SES said no to alice@example.test"}]
        self.sqs.put("NoticesUnroutable", envelope(), ERROR_CODE="NO_PERMISSIONS")
        self.sqs.put("IntakeRefusals", json.dumps({
            "messageId": "q1", "refusedAt": "2026-11-22T10:00:00Z", "reason": "the message is not valid",
            "fields": [{"name": "data.channel", "problem": "is unknown"}], "message": {"body": SECRET},
        }))
        self.sqs.put("RelayFailures", json.dumps({"partition": "TICKET#ABC", "sort": "EVENT#000000000003", "reason": "too large", "at": "now"}))
        said = self.run_it()
        for want in (
            "notices-dead: 1", "ticket.opened ticket ABC ticket-ABC-3 correlationId=request-1", "SES said no to <address>",
            "notices-unroutable: 1", "NO_PERMISSIONS", "refusals: 1", "the message is not valid; data.channel: is unknown",
            "relay: 1", "TICKET#ABC EVENT#000000000003", "too large",
        ):
            self.assertIn(want, said)
        self.assertNotIn("ability", said)
        self.assertEqual(self.sqs.hidden, set(), "what was looked at stays hidden")

    def test_never_shows_a_raw_contact(self):
        self.sqs.put("IntakeDeadLetters", json.dumps({"id": "x", "data": {"body": SECRET}}))
        for arguments in ([], ["--queue", "intake-dead", "--all"], ["--queue", "intake-dead", "--all", "--yes"]):
            said = self.run_it(*arguments)
            self.assertNotIn("ability", said)
            self.assertNotIn("data", said)

    def test_changes_nothing_without_yes(self):
        letter = self.sqs.put("NoticesDeadLetters", envelope())
        for arguments in (["--id", letter], ["--queue", "notices-dead", "--all"], ["--queue", "notices-dead", "--all", "--drop"]):
            self.assertIn("would be", self.run_it(*arguments))
            self.assertEqual((len(self.sqs.in_("NoticesDeadLetters")), self.sqs.in_("NoticesQueue")), (1, []))

    def test_sends_one_or_all_back(self):
        first, _, _ = (self.sqs.put("NoticesDeadLetters", envelope(id=f"ticket-ABC-{n}")) for n in range(3))
        self.run_it("--id", first, "--yes")
        self.assertEqual((len(self.sqs.in_("NoticesDeadLetters")), self.sqs.in_("NoticesQueue")), (2, [envelope(id="ticket-ABC-0")]))
        self.assertIn("2 of 2 done", self.run_it("--queue", "notices-dead", "--all", "--yes"))
        self.assertEqual((self.sqs.in_("NoticesDeadLetters"), len(self.sqs.in_("NoticesQueue"))), ([], 3))

    def test_sends_what_no_rule_could_deliver_to_the_consumer_without_what_the_rule_said(self):
        self.sqs.put("NoticesUnroutable", envelope(), ERROR_CODE="NO_PERMISSIONS")
        self.run_it("--queue", "notices-unroutable", "--all", "--yes")
        self.assertEqual(self.sqs.messages["https://sqs/NoticesQueue"][0]["MessageAttributes"], {})

    def test_only_drops_refusals(self):
        self.sqs.put("IntakeRefusals", json.dumps({"messageId": "q1"}))
        self.run_it("--queue", "refusals", "--all", "--yes")
        self.assertEqual(len(self.sqs.in_("IntakeRefusals")), 1)
        self.run_it("--queue", "refusals", "--all", "--drop", "--yes")
        self.assertEqual(self.sqs.in_("IntakeRefusals"), [])

    def test_takes_a_relay_failure_off_only_when_its_events_were_taken(self):
        self.sqs.put("RelayFailures", json.dumps({"partition": "TICKET#A-1", "sort": "EVENT#000000000003"}))
        self.wrong = "error: the bus is gone"
        self.assertIn("NOT DONE: the bus is gone", self.run_it("--queue", "relay", "--all", "--yes"))
        self.assertEqual((len(self.sqs.in_("RelayFailures")), self.status), (1, 1))
        self.wrong = ""
        self.run_it("--queue", "relay", "--all", "--yes")
        self.assertEqual((self.sqs.in_("RelayFailures"), self.published), ([], ["ticket-A-1-3"] * 2))

    def test_says_that_an_item_which_is_no_change_cannot_be_published(self):
        self.sqs.put("RelayFailures", json.dumps({"partition": "TICKET#A", "sort": "STATE"}))
        self.assertIn("NOT DONE: it cannot be published again", self.run_it("--queue", "relay", "--all", "--yes"))
        self.assertEqual(self.published, [])

    def test_names_the_queues_when_one_is_unknown(self):
        with self.assertRaisesRegex(account.Failure, "notices-dead, notices-unroutable, refusals, relay"):
            self.run_it("--queue", "surveys")

    def test_says_so_when_nothing_lies_anywhere(self):
        self.assertIn("nothing", self.run_it())


class Clean(unittest.TestCase):
    def test_leaves_out_what_looks_like_a_person_a_key_or_a_phrase(self):
        self.assertEqual(reasons.clean("to alice@example.test: no\nstack"), "to <address>: no")
        self.assertEqual(reasons.clean("key " + "4a5e1e4b" * 8), "key <long value>")
        self.assertNotIn("ability", reasons.clean(SECRET))


if __name__ == "__main__":
    unittest.main()
