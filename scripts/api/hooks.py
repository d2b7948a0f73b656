"""Lets generated requests reach further than their first check: ids that exist, conditions that hold, no cursor.

What a request is meant to get wrong stays as it is, and one in four is left to chance altogether.
"""

import itertools
import json
import os
import urllib.request

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

URL = os.environ["AFTERCARE_API_URL"]
CUSTOMER = os.environ["AFTERCARE_API_CUSTOMER"]  # a customer's token
turn = itertools.count()


def filed(path, body):
    """The id of what a customer opened for this run."""
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), {
        "Authorization": f"Bearer {CUSTOMER}",
        "Content-Type": "application/json",
    })
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["id"]


WORDS = "My withdrawal has not arrived"
IDS = {
    "/v1/tickets/{id}": filed("/v1/tickets", {"subject": WORDS, "body": WORDS}),
    "/v1/complaints/{id}": filed("/v1/complaints", {"subject": WORDS, "statement": WORDS}),
    "/v1/sla/calendars/{id}": "tried",  # the first that is in order creates it
}


def meant_wrong(case, where):
    component = case.meta.components.get(where) if case.meta else None
    return component is not None and component.mode == GenerationMode.NEGATIVE


@schemathesis.hook
def before_call(context, case, kwargs):
    n = next(turn)
    if n % 4 == 0:
        return
    if not meant_wrong(case, ParameterLocation.PATH):
        for beginning, known in IDS.items():
            if case.operation.path.startswith(beginning):
                case.path_parameters["id"] = known
        if "seq" in (case.path_parameters or {}):
            case.path_parameters["seq"] = 1 + n % 5
    if case.query and not meant_wrong(case, ParameterLocation.QUERY):
        case.query.pop("cursor", None)
    guarded = any(p.name == "If-Match" for p in case.operation.headers)
    if guarded and not meant_wrong(case, ParameterLocation.HEADER):
        case.headers = {**(case.headers or {}), "If-Match": "*"}
