"""What the scripts do with the local stack once it is up: python scripts/local COMMAND [ARGUMENT...]"""

import sys

import demo
import desk
import logs
import seed
import stack

COMMANDS = {
    "seed": seed.run,
    "addresses": desk.addresses,
    "api": desk.api,
    "token": desk.token,
    "send": desk.send,
    "logs": logs.run,
    "demo": demo.run,
}

if __name__ == "__main__":
    try:
        sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
    except stack.Failure as failure:
        sys.exit(f"error: {failure}")
    except stack.unanswered():
        sys.exit(f"error: {stack.silent()}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stderr.close()
