"""How AWS delivers one batch of stream records to a function.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
"""

import time


def deliver(records, call, give_up, retries, partial, bisect, pause=lambda: time.sleep(0.2)):
    """Calls the function with the records until all are handled or the retries are used up.

    call(batch) answers as the emulator's executor does: {"error": ..., "body": ...}.
    give_up(batch, result) takes what is left when no retry is.
    partial: the function reports the records that failed; delivery goes on from the first of them.
    bisect: a batch that failed whole is halved, which costs no retry.
    """
    while records:
        result = call(records)
        if not result.get("error"):
            failed = _failed(result) if partial else set()
            if not failed:
                return
            records = _from_first(records, failed)
        if bisect and len(records) > 1:
            half = len(records) // 2
            deliver(records[:half], call, give_up, retries, partial, bisect, pause)
            records = records[half:]
            continue
        if retries <= 0:
            give_up(records, result)
            return
        retries -= 1
        pause()


def _failed(result):
    """The sequence numbers that the function reported; none for an empty or foreign answer."""
    body = result.get("body")
    failures = body.get("batchItemFailures") if isinstance(body, dict) else None
    return {failure.get("itemIdentifier") for failure in failures or []}


def _from_first(records, failed):
    """The records from the first failed one on. An identifier that is none of theirs fails the whole batch."""
    for index, record in enumerate(records):
        if record["dynamodb"]["SequenceNumber"] in failed:
            return records[index:]
    return records
