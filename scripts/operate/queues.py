"""The queues in which messages come to rest, and what lies in them."""

import dataclasses
import re

# The CDK makes logical ids of the names of constructs: infra/queue.go, infra/consumer.go, infra/intake.go, infra/relay.go.
PLACES = re.compile(r"^([A-Z][a-z]+)(DeadLetters|Unroutable|Refusals|Failures|Queue)[0-9A-F]{8}$")
DEAD, UNROUTABLE, REFUSALS, RELAY = "dead", "unroutable", "refusals", "relay"
HIDDEN = 120  # seconds for which a message that was looked at stays hidden, if this is interrupted
ENOUGH = 1000  # messages that are looked at in one queue


@dataclasses.dataclass
class Queue:
    """A queue in which nothing ought to be."""

    name: str  # as a person types it
    kind: str
    job: str
    url: str
    source: str | None = None  # where its messages go back to


def resting(resources):
    """Finds them among the logical and physical ids of a stack's queues."""
    sources, found = {}, []
    for logical, url in resources:
        match = PLACES.match(logical)
        if not match:
            continue
        job, place = match[1].lower(), match[2]
        if place == "Queue":
            sources[job] = url
        elif place == "DeadLetters":
            found.append(Queue(f"{job}-dead", DEAD, job, url))
        elif place == "Unroutable":
            found.append(Queue(f"{job}-unroutable", UNROUTABLE, job, url))
        elif place == "Refusals":
            found.append(Queue("refusals", REFUSALS, job, url))
        else:
            found.append(Queue("relay", RELAY, job, url))
    for queue in found:
        if queue.kind in (DEAD, UNROUTABLE):
            queue.source = sources.get(queue.job)
    return sorted(found, key=lambda queue: queue.name)


def receive(sqs, queue):
    """Everything that lies in a queue, hidden from others for a while. Duplicates, which SQS may deliver, come once."""
    found = {}
    while len(found) < ENOUGH:
        answer = sqs.receive_message(
            QueueUrl=queue.url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=HIDDEN,
            AttributeNames=["All"], MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if not messages:
            break
        for message in messages:
            found[message["MessageId"]] = message
    return list(found.values())


def release(sqs, queue, messages):
    """Puts messages that were only looked at back."""
    for message in messages:
        sqs.change_message_visibility(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)


def send_back(sqs, queue, message):
    """Puts a message on the queue that it came from. Only then it goes from here: twice is harmless, never is not."""
    attributes = {
        name: {key: value for key, value in attribute.items() if key in ("StringValue", "BinaryValue", "DataType")}
        for name, attribute in message.get("MessageAttributes", {}).items()
        # What EventBridge says of why it could not put the message on the queue is no part of it.
        if queue.kind != UNROUTABLE
    }
    sqs.send_message(QueueUrl=queue.source, MessageBody=message["Body"], MessageAttributes=attributes)
    drop(sqs, queue, message)


def drop(sqs, queue, message):
    sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
