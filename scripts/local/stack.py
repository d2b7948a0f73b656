"""The deployed local stack: its outputs, AWS clients for it, and calls of its API."""

import functools
import json
import os
import pathlib
import sys
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Failure(Exception):
    """Something the person at the keyboard has to know, without a stack trace."""


@functools.cache
def outputs():
    """The stack's outputs by name. AFTERCARE_OUTPUTS names another file than that of scripts/up."""
    path = pathlib.Path(os.environ.get("AFTERCARE_OUTPUTS") or ROOT / ".local" / "outputs.json")
    try:
        found = json.loads(path.read_text())["Aftercare"]
    except (OSError, ValueError, KeyError):
        raise Failure("no local stack: start one with scripts/up") from None
    host = urllib.parse.urlsplit(found["ApiUrl"]).hostname
    if host not in ("127.0.0.1", "localhost"):
        # The demo users' password is public: it must never reach a pool that others can sign in to.
        raise Failure(f"{path} is not about a local stack: {host}")
    return found


def endpoint():
    """The emulator's address."""
    address = urllib.parse.urlsplit(outputs()["ApiUrl"])
    return f"{address.scheme}://{address.netloc}"


@functools.cache
def client(service):
    """An AWS client for the emulator."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,
        endpoint_url=endpoint(),
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 2}, connect_timeout=5, read_timeout=60),
    )


def unanswered():
    """The errors of AWS clients that found nobody at the emulator's address; none where there was no client yet."""
    if "botocore" not in sys.modules:
        return ()
    from botocore import exceptions

    return (exceptions.ConnectionError, exceptions.HTTPClientError)


def silent():
    """What to say and do when the emulator does not answer."""
    port = urllib.parse.urlsplit(endpoint()).port
    return f"nothing answers at {endpoint()}: bring the stack up again with scripts/up" + (f" --port {port}" if port != 4566 else "")


def call(method, path, body=None, token=None, **headers):
    """Calls the API and answers (status, decoded body or None, headers). Never raises for a status."""
    request = urllib.request.Request(outputs()["ApiUrl"].rstrip("/") + path, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, _decoded(answer.read()), answer.headers
    except urllib.error.HTTPError as refusal:
        return refusal.code, _decoded(refusal.read()), refusal.headers
    except OSError as failure:
        raise Failure(f"{silent()} ({failure})") from None


def _decoded(raw):
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")


def expect(wanted, answer, what):
    """The body of an answer that has one of the wanted statuses; otherwise a Failure that says what went wrong."""
    status, body, _ = answer
    if status not in wanted or not isinstance(body, (dict, list)):
        raise Failure(f"{what}: {status} {json.dumps(body, ensure_ascii=False)}")
    return body
