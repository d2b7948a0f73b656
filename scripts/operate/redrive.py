"""Shows what came to rest in a stack's dead letters, refusals and relay failures, and why; sends it back, or drops it."""

import argparse
import concurrent.futures
import os
import sys
import time

import account
import queues
import reasons
import relay

EPILOG = """\
Without --id or --all everything is listed, with its reason: for a dead letter the last error that the function logged for it.
With one of them, and without --yes, it is said what would be done. Bodies are never shown.

  scripts/redrive                                      all queues
  scripts/redrive --queue notices-dead --all           what would be sent back
  scripts/redrive --queue notices-dead --all --yes     sends it back
  scripts/redrive --id 5f0c... --yes                   one message, wherever it lies
  scripts/redrive --queue refusals --all --drop --yes  refusals hold no content: they can only be dropped

Dead letters go back to their consumer's queue, relay failures are published again from the table.
"""


def run(arguments):
    """scripts/redrive"""
    parser = argparse.ArgumentParser(prog="scripts/redrive", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    account.where(parser)
    parser.add_argument("--queue", metavar="NAME", help="only this one, as the list calls it")
    parser.add_argument("--id", action="append", default=[], metavar="MESSAGE", help="this message; may be given more than once")
    parser.add_argument("--all", action="store_true", help="every message of --queue")
    parser.add_argument("--drop", action="store_true", help="delete instead of sending back")
    parser.add_argument("--yes", action="store_true", help="do it; without it nothing is changed")
    options = parser.parse_args(arguments)
    if options.all and (options.id or not options.queue):
        parser.error("--all is about one --queue, and without --id")
    if (options.drop or options.yes) and not (options.id or options.all):
        parser.error("say which messages: --id, or --queue and --all")

    place = account.Account(options.cloud, options.profile, options.region)
    print(f"In {place.name}:", flush=True)
    chosen = queues.resting(place.resources("AWS::SQS::Queue"))
    if options.queue:
        names = [queue.name for queue in chosen]
        chosen = [queue for queue in chosen if queue.name == options.queue]
        if not chosen:
            raise account.Failure(f"there is no queue {options.queue}: there are {', '.join(names)}")
    desk = Desk(place, options)
    # SQS answers at once only where something lies: each queue is waited for a second, all at the same time.
    with concurrent.futures.ThreadPoolExecutor(max_workers=len(chosen)) as pool:
        for queue, messages in zip(chosen, pool.map(lambda queue: queues.receive(desk.sqs, queue), chosen)):
            desk.go_through(queue, messages)
    return desk.end()


class Desk:
    """Goes through queues, and does to their messages what was asked for."""

    def __init__(self, place, options):
        self.place, self.options = place, options
        self.sqs = place.client("sqs")
        self.acts = bool(options.id or options.all)
        self.seen = self.done = self.failed = 0

    def go_through(self, queue, messages):
        try:
            asked = [m for m in messages if self.options.all or not self.acts or m["MessageId"] in self.options.id]
            if not asked:
                return
            print(f"\n{queue.name}: {len(messages)}{'' if len(messages) < queues.ENOUGH else ' and more'}", flush=True)
            errors = self.errors(queue, asked)
            for message in sorted(asked, key=_sent):
                self.seen += 1
                self.show(queue, message, errors)
                if self.acts and self.act(queue, message):
                    messages.remove(message)
        finally:
            queues.release(self.sqs, queue, messages)

    def errors(self, queue, messages):
        if queue.kind != queues.DEAD:
            return {}
        return reasons.logged(self.place.client("logs"), queue.job, min(_sent(m) for m in messages))

    def show(self, queue, message, errors):
        what, why = reasons.about(queue, message)
        if queue.kind == queues.DEAD:
            why = errors.get(message["MessageId"]) or f"no error in the log of {queue.job}: it was killed or timed out, or the log is gone"
        print(f"  {message['MessageId']}  {_age(_sent(message))} old  {what}")
        print(f"      {why or 'no reason given'}", flush=True)

    def act(self, queue, message):
        """Does what was asked for, or says what would be; true when the message is gone."""
        if self.options.drop:
            return self.do("dropped", lambda: queues.drop(self.sqs, queue, message))
        if queue.kind == queues.REFUSALS:
            print("      a refusal holds no content: tell its sender, then --drop")
            return False
        if queue.kind == queues.RELAY:
            return self.republish(queue, message)
        if not queue.source:
            print(f"      the queue of {queue.job} is not there: deploy it first")
            return False
        return self.do(f"sent back to {queue.job}", lambda: queues.send_back(self.sqs, queue, message))

    def republish(self, queue, message):
        try:
            ids = relay.changes(self.place, message["Body"])
        except relay.Gone:
            return self.fail("the stream does not reach back to it: scripts/republish --from --to, then --drop")
        except (ValueError, KeyError, TypeError) as failure:
            return self.fail(f"it cannot be published again: {reasons.clean(failure)}; --drop removes it")
        if not ids:
            return self.fail("no event is found where it says: scripts/republish --from --to, then --drop")

        def publish():
            wrong = relay.publish(os.environ | self.place.environment(), ids)
            if wrong:
                raise account.Failure(reasons.clean(wrong.removeprefix("error: ")))
            queues.drop(self.sqs, queue, message)

        return self.do(f"published again, up to event {', '.join(ids)}", publish)

    def do(self, what, action):
        if not self.options.yes:
            print(f"      would be {what}")
            return False
        try:
            with account.failures():
                action()
        except account.Failure as failure:
            return self.fail(str(failure))
        self.done += 1
        print(f"      {what}", flush=True)
        return True

    def fail(self, why):
        self.failed += 1
        print(f"      NOT DONE: {why}", flush=True)
        return False

    def end(self):
        if self.seen == 0:
            print("nothing." if not self.options.id else "no such message; another look may have hidden it for two minutes.")
        elif self.acts:
            hint = "" if self.options.yes else "; nothing was changed, --yes does it"
            print(f"\n{self.done} of {self.seen} done{hint}")
        return 1 if self.failed or (self.options.id and not self.seen) else 0


def _sent(message):
    return int(message["Attributes"].get("SentTimestamp", "0"))


def _age(sent):
    minutes = max(0, int(time.time() - sent / 1000)) // 60
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


if __name__ == "__main__":
    try:
        with account.failures():
            status = run(sys.argv[1:])
        sys.exit(status)
    except account.Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stderr.close()
