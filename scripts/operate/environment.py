"""Prints shell commands that set what a program needs to work on a stack, say which one that is, and leave the other arguments."""

import argparse
import shlex
import sys

import account

if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    account.where(parser)
    options, rest = parser.parse_known_args()
    try:
        with account.failures():
            place = account.Account(options.cloud, options.profile, options.region)
            settings = place.environment()
        for name, value in settings.items():
            print(f"export {name}={shlex.quote(value)}")
        print(f"echo {shlex.quote(f'In {place.name}:')}")
    except account.Failure as failure:
        sys.exit(f"error: {failure}")
    print(f"set -- {shlex.join(rest)}")
