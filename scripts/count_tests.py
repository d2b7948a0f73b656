"""Prints how many tests of a go test -json file passed and failed: "PASSED FAILED".

A package that fails without a failing test, because it does not build for instance, counts as one that failed.
"""

import json
import sys

passed, failed, blamed, broken = 0, 0, set(), set()
try:
    lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
except OSError:  # nothing could be run at all
    lines = ['{"Action": "fail"}']
for line in lines:
    event = json.loads(line)
    package, test, action = event.get("Package"), event.get("Test"), event["Action"]
    if test and action == "pass":
        passed += 1
    elif test and action == "fail":
        failed += 1
        blamed.add(package)
    elif action == "fail":
        broken.add(package)
print(passed, failed + len(broken - blamed))
