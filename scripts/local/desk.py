"""The small commands: a token, an event for the intake queue."""

import json
import sys

import people
import stack


def token(arguments):
    """scripts/token NAME"""
    if len(arguments) != 1:
        raise stack.Failure(f"usage: scripts/token NAME, one of {', '.join(people.PEOPLE)}")
    print(people.token(arguments[0]))


def send(arguments):
    """scripts/send FILE...: each file's event onto the intake queue; - reads standard input."""
    if not arguments:
        raise stack.Failure("usage: scripts/send FILE..., with an event of events/, or - for standard input")
    for path in arguments:
        try:
            text = sys.stdin.read() if path == "-" else open(path, encoding="utf-8").read()
        except OSError as failure:
            raise stack.Failure(f"{path}: {failure.strerror}") from None
        for body in bodies(path, text):
            sent = put(body)
            print(f"{path}: sent as {sent}; watch it with scripts/logs intake")


def bodies(path, text):
    """The messages in a file: an event itself, or those of an SQS event as Lambda gets it."""
    try:
        event = json.loads(text)
    except ValueError:
        print(f"{path}: not JSON, sent as it is: it will be refused", file=sys.stderr)
        return [text]
    if isinstance(event, dict) and isinstance(event.get("Records"), list):
        return [record["body"] for record in event["Records"] if "body" in record]
    return [text]


def put(body):
    """Sends a text to the intake queue and answers the message's id."""
    answer = stack.client("sqs").send_message(QueueUrl=stack.outputs()["IntakeQueueUrl"], MessageBody=body)
    return answer["MessageId"]


def api(_):
    """The API's address alone, for other scripts."""
    print(stack.outputs()["ApiUrl"].rstrip("/"))


def addresses(_):
    """What scripts/up prints when all is there."""
    outputs = stack.outputs()
    users = ", ".join(f"{person.name} ({person.group or 'customer'})" for person in people.PEOPLE.values())
    print(f"API           {outputs['ApiUrl']}")
    print(f"  documents   {outputs['ApiUrl'].rstrip('/')}/v1/public/docs")
    print(f"Intake queue  {outputs['IntakeQueueUrl']}")
    print(f"Sent mail     {stack.endpoint()}/_ministack/ses/messages")
    print(f"Users         {users}")
    print("Outputs       .local/outputs.json")
