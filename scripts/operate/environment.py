"""Prints, as NAME=VALUE lines, what a program needs to work on a stack; then -- and the arguments that were not about which stack."""

import argparse
import shlex
import sys

import account

if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    account.where(parser)
    options, rest = parser.parse_known_args()
    try:
        place = account.Account(options.cloud, options.profile, options.region)
        for name, value in place.environment().items():
            print(f"export {name}={shlex.quote(value)}")
        print(f"echo {shlex.quote(f'In {place.name}:')}")
    except account.Failure as failure:
        sys.exit(f"error: {failure}")
    print(f"set -- {shlex.join(rest)}")
