"""Fails when another ministack than the pinned one makes a part of launch.py wrong or unnecessary."""

import importlib.metadata
import inspect
import pathlib
import socketserver
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import launch
import stream
from ministack.core import lambda_runtime
from ministack.services import apigateway, lambda_svc


CORS = {"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"], "AllowHeaders": ["Authorization"]}


def source(function):
    return inspect.getsource(function)


class Pinned(unittest.TestCase):
    def test_the_installed_version_is_the_one_that_was_tried(self):
        self.assertEqual(importlib.metadata.version("ministack"), launch.VERSION)

    def test_the_requirements_name_the_same_version(self):
        requirements = (pathlib.Path(__file__).parent / "requirements.txt").read_text()
        self.assertIn(f"ministack=={launch.VERSION}\n", requirements)


class StillNeeded(unittest.TestCase):
    """Each assertion is a fact about the stock emulator. Where one no longer holds, drop or adapt its function."""

    def test_answer_at_once_nagle_is_left_on(self):
        self.assertFalse(socketserver.StreamRequestHandler.disable_nagle_algorithm)
        self.assertNotIn("disable_nagle_algorithm", source(lambda_runtime))
        self.assertNotIn("TCP_NODELAY", source(lambda_runtime))

    def test_answer_at_once_a_silent_call_waits_for_log_lines(self):
        drain = lambda_runtime.Worker._drain_stderr_bounded
        self.assertEqual(drain.__defaults__, (0.050, 0.005, 0.250))
        self.assertEqual(
            list(inspect.signature(drain).parameters), ["self", "first_line_wait", "idle_confirm", "hard_cap"]
        )
        self.assertIs(lambda_runtime.ProvidedWorker._drain_stderr_bounded, drain)

    def test_retry_streams_stock_knows_no_limit_half_or_partial_failure(self):
        poll = source(lambda_svc._poll_dynamodb_streams)
        self.assertIn("_execute_function(func_rec, event)", poll)
        for setting in ("MaximumRetryAttempts", "BisectBatchOnFunctionError", "batchItemFailures"):
            self.assertNotIn(setting, poll)
        self.assertEqual(
            list(inspect.signature(lambda_svc._send_ddb_stream_failure_record).parameters),
            ["esm", "func_rec", "batch", "stream_arn", "result", "condition"],
        )

    def test_poll_streams_apart_stock_polls_in_one_thread(self):
        loop = source(lambda_svc._poll_loop)
        self.assertIn("_poll_sqs()", loop)
        self.assertIn("_poll_dynamodb_streams()", loop)

    def test_begin_streams_anew_stock_restores_the_readers_places(self):
        table = "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s"
        places = {("000000000000", "us-east-1", table): 7}
        lambda_svc._restore_esm_positions(lambda_svc._dynamodb_stream_positions, places)
        self.addCleanup(lambda_svc._dynamodb_stream_positions.clear)
        self.assertEqual(set(lambda_svc._dynamodb_stream_positions._data.values()), {7})

    def test_allow_pages_stock_does_not_understand_capitals(self):
        for respond in (apigateway._cors_response_headers, apigateway._cors_preflight_response):
            self.assertEqual(list(inspect.signature(respond).parameters), ["cors_cfg", "origin"])
        self.assertEqual(apigateway._cors_response_headers(CORS, "https://a.example"), {})


class Mended(unittest.TestCase):
    """The functions still take hold."""

    def setUp(self):
        for name in ("_execute_function", "_restore_esm_positions"):
            self.addCleanup(setattr, lambda_svc, name, getattr(lambda_svc, name))
        for name in ("_cors_response_headers", "_cors_preflight_response"):
            self.addCleanup(setattr, apigateway, name, getattr(apigateway, name))
        self.addCleanup(lambda_svc._dynamodb_stream_positions.clear)
        self.addCleanup(lambda_svc._esms.clear)

    def test_a_page_of_an_allowed_origin_may_read_answers(self):
        launch.allow_pages_of_other_origins()
        headers = apigateway._cors_response_headers(CORS, "https://a.example")
        self.assertIn("https://a.example", headers.values())

    def test_places_begin_at_zero(self):
        launch.begin_streams_anew_after_a_restart()
        lambda_svc._restore_esm_positions(
            lambda_svc._dynamodb_stream_positions, {("000000000000", "us-east-1", "m"): 7}
        )
        self.assertEqual(set(lambda_svc._dynamodb_stream_positions._data.values()), {0})

    def test_a_stream_with_a_retry_limit_is_delivered_record_by_record_after_a_failure(self):
        calls = []
        answers = [{"body": {"batchItemFailures": [{"itemIdentifier": "2"}]}}, {"body": None}]
        lambda_svc._execute_function = lambda function, event: calls.append(event) or answers[len(calls) - 1]
        lambda_svc._esms["m"] = {
            "UUID": "m", "EventSourceArn": "stream", "FunctionName": "relay",
            "MaximumRetryAttempts": 3, "FunctionResponseTypes": ["ReportBatchItemFailures"],
        }
        launch.retry_streams_as_aws_does()
        records = [dict(record(n), eventSource="aws:dynamodb", eventSourceARN="stream") for n in "123"]
        self.assertEqual(lambda_svc._execute_function({"FunctionName": "relay"}, {"Records": records}), {"body": None})
        self.assertEqual([len(call["Records"]) for call in calls], [3, 2])

    def test_other_events_pass_untouched(self):
        lambda_svc._execute_function = lambda function, event: {"body": event}
        launch.retry_streams_as_aws_does()
        event = {"Records": [{"eventSource": "aws:sqs"}]}
        self.assertEqual(lambda_svc._execute_function({"FunctionName": "x"}, event), {"body": event})


def record(number):
    return {"dynamodb": {"SequenceNumber": number}}


class Delivery(unittest.TestCase):
    def deliver(self, numbers, answer, **settings):
        """Returns the batches that were delivered and those given up, as strings of their numbers."""
        seen, lost = [], []

        def call(batch):
            seen.append("".join(r["dynamodb"]["SequenceNumber"] for r in batch))
            return answer(seen[-1])

        settings = {"retries": 2, "partial": True, "bisect": False, **settings}
        stream.deliver(
            [record(n) for n in numbers], call,
            lambda batch, _: lost.append("".join(r["dynamodb"]["SequenceNumber"] for r in batch)),
            pause=lambda: None, **settings,
        )
        return seen, lost

    def test_a_batch_that_succeeds_is_delivered_once(self):
        self.assertEqual(self.deliver("123", lambda _: {"body": {"batchItemFailures": []}}), (["123"], []))

    def test_it_goes_on_from_the_first_failed_record_until_retries_are_used_up(self):
        failing = lambda batch: {"body": {"batchItemFailures": [{"itemIdentifier": "2"}] if "2" in batch else []}}
        self.assertEqual(self.deliver("123", failing), (["123", "23", "23"], ["23"]))

    def test_halving_leaves_only_the_poison_behind(self):
        failing = lambda batch: {"error": "2" in batch}
        seen, lost = self.deliver("1234", failing, retries=0, bisect=True)
        self.assertEqual(lost, ["2"])
        self.assertEqual(seen[-1], "34")

    def test_without_partial_reports_an_answer_is_a_success(self):
        report = {"body": {"batchItemFailures": [{"itemIdentifier": "1"}]}}
        self.assertEqual(self.deliver("1", lambda _: report, partial=False), (["1"], []))


if __name__ == "__main__":
    unittest.main()
