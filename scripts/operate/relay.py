"""Which changes a failure of relay is about."""

import json
import re
import subprocess

PROGRAM = ".local/bin/republish"


class Gone(Exception):
    """The stream does not reach back to the failed batch any more."""


def changes(account, body):
    """The changes that a failure names, by itself or by their places in the table's stream, as scripts/republish takes them."""
    failure = json.loads(body)
    if "DDBStreamBatchInfo" not in failure:
        return [_change(failure["partition"], failure["sort"])]
    batch = failure["DDBStreamBatchInfo"]
    first, last = int(batch["startSequenceNumber"]), int(batch["endSequenceNumber"])
    streams = account.client("dynamodbstreams")
    try:
        iterator = streams.get_shard_iterator(
            StreamArn=batch["streamArn"], ShardId=batch["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER", SequenceNumber=batch["startSequenceNumber"],
        )["ShardIterator"]
    except (streams.exceptions.TrimmedDataAccessException, streams.exceptions.ResourceNotFoundException):
        raise Gone from None
    found = []
    while iterator:
        answer = streams.get_records(ShardIterator=iterator)
        for record in answer["Records"]:
            number, keys = int(record["dynamodb"]["SequenceNumber"]), record["dynamodb"]["Keys"]
            if first <= number <= last and keys["sk"]["S"].startswith("EVENT#") and record["eventName"] == "INSERT":
                found.append(_change(keys["pk"]["S"], keys["sk"]["S"]))
        if not answer["Records"] or int(answer["Records"][-1]["dynamodb"]["SequenceNumber"]) >= last:
            break
        iterator = answer.get("NextShardIterator")
    return found


def _change(partition, sort):
    """A change, by the id of its last event, under which its item stands."""
    place = re.fullmatch(r"([A-Z]+)#(.+)\nEVENT#(\d{12})", f"{partition}\n{sort}")
    if not place:
        raise ValueError("the item holds no events: nothing can publish it")
    return f"{place[1].lower()}-{place[2]}-{int(place[3])}"


def publish(environment, ids):
    """Publishes the events of changes again; an answer other than "" says what is wrong."""
    command = [PROGRAM, "--yes", "--old"]
    for change in ids:
        command += ["--change", change]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else (run.stderr.strip().splitlines() or ["it failed"])[-1]
