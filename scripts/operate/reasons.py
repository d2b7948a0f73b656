"""What may be shown of a message, and why it came to rest. Never its body: what is shown is picked field by field."""

import json
import re

import queues

SECRETIVE = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "<address>"),
    (re.compile(r"\b(0x)?[0-9A-Za-z+/_-]{40,}\b"), "<long value>"),
    (re.compile(r"(\b[a-z]{3,8}\b[\s,]+){11,}\b[a-z]{3,8}\b"), "<words>"),
)


def clean(text, most=300):
    """One line of a text, without what looks like a person's, a key's or a phrase's. Errors hold none: this makes sure."""
    lines = str(text).splitlines() or [""]
    line = lines[0]
    for pattern, name in SECRETIVE:
        line = pattern.sub(name, line)
    return line if len(line) <= most else line[:most] + "..."


def about(queue, message):
    """What a message is about, and why it lies there as far as itself says: (what, reason or None)."""
    if queue.kind == queues.DEAD and queue.job == "intake":
        return "a contact (raw: not shown)", None
    body = _object(message["Body"])
    if queue.kind == queues.REFUSALS:
        fields = ", ".join(clean(f"{f.get('name')}: {f.get('problem')}") for f in _objects(body.get("fields")))
        return f"contact {clean(body.get('messageId', '?'))} refused at {clean(body.get('refusedAt', '?'))}", _joined(body.get("reason"), fields)
    if queue.kind == queues.RELAY:
        return _unpublished(body)
    detail = _object(body.get("detail"))
    case = _object(detail.get("aggregate"))
    what = " ".join(clean(part) for part in (
        detail.get("type", "no event of ours"), f"{case.get('kind', '')} {case.get('id', '')}".strip(), detail.get("id", ""),
        f"correlationId={detail['correlationId']}" if detail.get("correlationId") else "",
    ) if part)
    if queue.kind == queues.UNROUTABLE:
        attributes = message.get("MessageAttributes", {})
        return what, _joined(*(attributes.get(name, {}).get("StringValue") for name in ("ERROR_CODE", "ERROR_MESSAGE")))
    return what, None


def _unpublished(body):
    """A record that relay put aside, or a batch that Lambda gave up on."""
    if "DDBStreamBatchInfo" in body:
        batch, context = _object(body["DDBStreamBatchInfo"]), _object(body.get("requestContext"))
        return (
            f"{batch.get('batchSize', '?')} records from {clean(batch.get('approximateArrivalOfFirstRecord', '?'))} "
            f"to {clean(batch.get('approximateArrivalOfLastRecord', '?'))}"
        ), clean(context.get("condition", "given up"))
    return f"{clean(body.get('partition', '?'))} {clean(body.get('sort', '?'))} at {clean(body.get('at', '?'))}", clean(body.get("reason", "no reason given"))


def logged(logs, job, since):
    """The last error that a function logged for each message, since a time in milliseconds."""
    errors = {}
    try:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/aftercare-{job}", startTime=since, filterPattern="failed",
        )
        for page in pages:
            for event in page["events"]:
                line = _object(event["message"])
                if line.get("error") and line.get("id"):
                    errors[line["id"]] = clean(line["error"])
    except logs.exceptions.ResourceNotFoundException:
        pass  # it never ran
    return errors


def _object(value):
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _objects(value):
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _joined(*parts):
    return "; ".join(clean(part) for part in parts if part) or None
