"""What the functions say, newest last, until Ctrl-C."""

import argparse
import time

import stack

PREFIX = "/aws/lambda/"


def run(arguments):
    """scripts/logs [FUNCTION] [--once] [--since MINUTES]"""
    parser = argparse.ArgumentParser(prog="scripts/logs", description="Shows what the functions of the local stack log.")
    parser.add_argument("function", nargs="?", help="one function by its folder's name; all when left out")
    parser.add_argument("--once", action="store_true", help="print what is there and end")
    parser.add_argument("--since", type=float, default=10, metavar="MINUTES", help="how far back to begin (10)")
    options = parser.parse_args(arguments)

    after = int((time.time() - options.since * 60) * 1000)
    seen = set()
    while True:
        lines = sorted(_lines(options.function, after))
        for line in lines:
            if line not in seen:
                seen.add(line)
                at, job, text = line
                print(f"{time.strftime('%H:%M:%S', time.localtime(at / 1000))} {job:<12} {text}", flush=True)
        if options.once:
            return
        if lines:
            after = max(after, lines[-1][0] - 5000)  # lines of one call may come a little late
            seen = {line for line in seen if line[0] >= after}
        time.sleep(0.5)


def _groups():
    found = stack.client("logs").describe_log_groups(logGroupNamePrefix=PREFIX)
    return [group["logGroupName"] for group in found["logGroups"]]


def _lines(function, after):
    groups = _groups()
    chosen = [group for group in groups if function is None or _job(group) == function]
    if function and groups and not chosen:
        raise stack.Failure(f"{function} has not run: there is {', '.join(sorted(map(_job, groups)))}")
    for group in chosen:
        for page in stack.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group, startTime=after):
            for event in page["events"]:
                text = event["message"].rstrip()
                # The platform's own lines about each call say nothing that ours do not.
                if text and not text.startswith(("START RequestId", "END RequestId", "REPORT RequestId", "INIT_START")):
                    yield event["timestamp"], _job(group), text


def _job(group):
    """The function's folder from its log group's name."""
    return group.rsplit("/", 1)[-1].rsplit("-", 1)[-1]
