"""Starts ministack, the AWS emulator that the local stack is deployed into.

Each function below mends one thing in which the pinned version differs from AWS where it matters
here, says what, and can be dropped alone. launch_test.py fails when a newer ministack makes one
unnecessary or moves what it touches.

Settings come from the environment, as for ministack itself: GATEWAY_PORT, BIND_HOST, STATE_DIR,
S3_DATA_DIR, PERSIST_STATE.
"""

import os
import socketserver
import threading
import time

import stream

VERSION = "1.5.33"


def answer_at_once():
    """Without this every call of a function takes 50 to 100 ms.

    The emulator answers a function's runtime in two small writes, so that Nagle's algorithm holds
    the second back for 40 ms; and it waits 50 ms for log lines after a call that writes none.
    """
    from ministack.core import lambda_runtime

    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    # first_line_wait, idle_confirm, hard_cap in seconds. A line that comes later is logged with the next call.
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.002, 0.001, 0.25)


def retry_streams_as_aws_does():
    """Stock repeats a failed batch of a stream for ever and ignores which records failed.

    AWS repeats from the first record that failed, halves a batch that fails whole, and after
    MaximumRetryAttempts sends what is left to the mapping's failure destination.
    """
    from ministack.services import lambda_svc

    invoke = lambda_svc._execute_function

    def execute(function, event, *args, **options):
        records = event.get("Records") if isinstance(event, dict) else None
        mapping = _stream_mapping(lambda_svc, function, records)
        if mapping is None:
            return invoke(function, event, *args, **options)
        stream.deliver(
            records,
            call=lambda batch: invoke(function, {"Records": batch}),
            give_up=lambda batch, result: lambda_svc._send_ddb_stream_failure_record(
                mapping, function, batch, mapping["EventSourceArn"], result, "RetryAttemptsExhausted"
            ),
            retries=int(mapping["MaximumRetryAttempts"]),
            partial="ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []),
            bisect=bool(mapping.get("BisectBatchOnFunctionError")),
        )
        return {"body": None}  # everything was delivered or given up: the stream moves on

    lambda_svc._execute_function = execute


def _stream_mapping(lambda_svc, function, records):
    """The event source mapping that these stream records came by, if it limits its retries."""
    if not records or not isinstance(records[0], dict) or records[0].get("eventSource") != "aws:dynamodb":
        return None
    name = (function.get("config") or function).get("FunctionName")
    source = records[0].get("eventSourceARN")
    for _, _, mapping in lambda_svc._iter_all_esms():
        if mapping.get("EventSourceArn") == source and mapping.get("FunctionName") == name:
            limit = mapping.get("MaximumRetryAttempts")
            return mapping if limit is not None and int(limit) >= 0 else None
    return None


def poll_streams_apart():
    """Stock polls streams and queues in one thread, so that a stream's retries would stop every queue."""
    from ministack.services import lambda_svc

    poll = lambda_svc._poll_dynamodb_streams
    lambda_svc._poll_dynamodb_streams = lambda: False

    def loop():
        while True:
            try:
                if not poll():
                    time.sleep(0.02)
            except Exception as error:  # the thread must outlive any one bad table
                lambda_svc.logger.error("stream poller: %s", error)
                time.sleep(1)

    threading.Thread(target=loop, daemon=True, name="streams").start()


def begin_streams_anew_after_a_restart():
    """With PERSIST_STATE a stream's numbering restarts at 0, but the readers' places were kept.

    Stock would deliver nothing until as many new records had come as the last run saw.
    """
    from ministack.services import lambda_svc

    restore = lambda_svc._restore_esm_positions

    def restore_at_zero(store, positions):
        restore(store, positions)
        if store is lambda_svc._dynamodb_stream_positions:
            for key in list(store._data):
                store._data[key] = 0

    lambda_svc._restore_esm_positions = restore_at_zero


def allow_pages_of_other_origins():
    """Stock ignores the CORS settings of an HTTP API that CloudFormation made, for the capitals in their names."""
    from ministack.services import apigateway

    def camel(respond):
        return lambda settings, origin: respond(
            {name[:1].lower() + name[1:]: value for name, value in (settings or {}).items()}, origin
        )

    apigateway._cors_response_headers = camel(apigateway._cors_response_headers)
    apigateway._cors_preflight_response = camel(apigateway._cors_preflight_response)


def main():
    # A group of its own: Ctrl-C in a terminal reaches scripts/up, which then stops this orderly, and
    # the functions it started can be ended with it. (It is the leader already when a shell made it so.)
    if os.getpgrp() != os.getpid():
        os.setsid()
    for name in ("SMTP_HOST", "SERVICES", "AWS_PROFILE"):
        os.environ.pop(name, None)  # nobody's own settings: mail of the local stack never leaves it

    answer_at_once()
    allow_pages_of_other_origins()
    retry_streams_as_aws_does()
    begin_streams_anew_after_a_restart()
    poll_streams_apart()

    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
