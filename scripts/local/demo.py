"""A short day of support, live: contacts over every channel, one of them deliberately late."""

import json
import re
import sys
import time
import urllib.request
import uuid

import desk
import people
import stack

# A tier of its own, so that only the demo's late case has promises of seconds.
TIER = "demo"
POLICY = {
    "id": "demo",
    "match": {"tier": [TIER]},
    "calendar": "always",
    "targets": {"firstReply": {"within": "6s"}, "nextReply": {"within": "30s"}, "resolution": {"within": "10m"}},
    "warnAt": [0.5, 0.8],
}
PATIENCE = 30  # seconds to wait for what should take one or two


def run(_):
    """scripts/demo"""
    day = Day()
    day.promise_seconds_to_the_demo_tier()
    day.contacts_come_over_every_channel()
    day.one_is_answered_and_praised()
    day.one_is_late()
    day.one_complains()
    day.some_call()
    day.one_is_asked_whether_to_recommend()
    day.many_write_of_one_thing()
    day.sums_up()


class Day:
    def __init__(self):
        self.tokens = {}
        self.run = uuid.uuid4().hex[:8]  # so that the demo can be played again
        self.source = f"demo/{self.run}"
        self.began = moment(0)
        self.late = f"late-{self.run}@example.test"

    # What people do.

    def promise_seconds_to_the_demo_tier(self):
        title("ada promises customers of tier demo a first reply within 6 seconds; everybody else keeps theirs")
        status, body, headers = self.call("ada", "GET", "/v1/sla/policies")
        current = stack.expect((200,), (status, body, headers), "reading the policies")
        policies = [policy for policy in current if policy["id"] != POLICY["id"]]
        answer = self.call("ada", "PUT", "/v1/sla/policies", [POLICY, *policies], If_Match=headers["ETag"])
        stack.expect((200, 201), answer, "setting the policies")

    def contacts_come_over_every_channel(self):
        title("contacts come in over every channel")
        self.open("alice", "web", "My deposit is missing", "I sent 250 USDT this morning and see nothing.", "deposit")
        self.open("wei", "chat", "手续费问题", "为什么这次交易的手续费比价格表高？", "fees", language="zh")
        self.open("bo", "phone", "Caller cannot sign in", "Called at nine: the code by SMS never comes.", "account",
                  customerId="caller-7")
        for channel, subject, text in (
            ("email", "Verification takes long", "I sent my passport on Monday."),
            ("social", None, "@exchange is the app down?"),
            ("api", "Withdrawals stuck", "Three withdrawals of ours are pending for an hour."),
        ):
            self.contact(channel, f"{channel}-thread", f"{channel}-{self.run}@example.test", text, subject)
        say("the same e-mail arrives twice, and then an answer in its thread: still one ticket")
        address = f"email-{self.run}@example.test"
        self.contact("email", "email-thread", address, "I sent my passport on Monday.", "Verification takes long")
        self.contact("email", "email-thread", address, "One more thing: the app says pending.", number=2)
        say("somebody pastes a recovery phrase: it is removed, and they are told to move the funds")
        victim = f"victim-{self.run}@example.test"
        self.contact("web", "victim", victim, "My wallet will not open. The words are " + "abandon " * 11 + "about.")
        say("and something that is no contact at all goes to the refusals queue, with a reason")
        desk.put("hello?")
        self.letter(victim, "the warning to move the funds")
        self.queue(10)

    def one_is_answered_and_praised(self):
        title("bo answers alice and solves her ticket; she gives five of five")
        ticket = self.open("alice", "web", "How do I change my e-mail address?", "I cannot find the setting.", "account")
        path = f"/v1/tickets/{ticket['id']}"
        self.do("bo", f"{path}/messages", {"body": "Under Settings, Profile. A code goes to both addresses."})
        self.do("bo", f"{path}/solution", {"body": "Tell me if anything is unclear."})
        self.answer_survey(people.PEOPLE["alice"].email, 5, "Quick and clear, thank you.", after=ticket)
        self.timeline(path, until="feedback.received")
        self.do("alice", "/v1/feedback", {"kind": "praise", "body": "Bo is patient.", "ticketId": ticket["id"]})
        self.letter(people.PEOPLE["bo"].email, "the praise for bo", "Bo is patient.")

    def one_is_late(self):
        title("a customer of tier demo writes, and nobody answers: watch the clock")
        self.contact("email", "late-thread", self.late, "Nobody answers me. Where is my withdrawal?",
                     "Withdrawal pending for hours", tier=TIER)
        ticket = self.find("Withdrawal pending for hours", self.late)
        path = f"/v1/tickets/{ticket['id']}"
        seen = self.timeline(path, until="ticket.escalated")
        self.letter(people.PEOPLE["lin"].email, "the word to the leads that the case is theirs now")
        say("lin takes over, answers and solves")
        self.do("lin", f"{path}/escalation/takeover", {}, statuses=(200,))
        self.do("lin", f"{path}/solution", {"body": "It is confirmed now. I am sorry that you had to wait."})
        seen = self.timeline(path, until="survey.sent", seen=seen)
        say("the customer is not satisfied: one of five. The ticket opens again and goes up")
        self.answer_survey(self.late, 1, "Far too slow.")
        self.timeline(path, until=("ticket.reopened", "ticket.escalated"), seen=seen)

    def one_complains(self):
        title("wei complains; the receipt names the deadlines; cora acknowledges")
        complaint = self.do("wei", "/v1/complaints", {
            "subject": "Fee charged twice",
            "statement": "The fee for one withdrawal was taken twice, and the chat did not help.",
            "desiredRemedy": "Give back the second fee.",
            "language": "zh",
        })
        path = f"/v1/complaints/{complaint['id']}"
        for deadline in complaint["deadlines"]:
            say(f"{deadline['name']} by {deadline['dueAt']}")
        self.letter(people.PEOPLE["wei"].email, "the receipt", complaint["reference"])
        self.do("cora", f"{path}/acknowledgement", {"admissible": True}, statuses=(200,))
        self.timeline(path, until="complaint.acknowledged")

    def some_call(self):
        title("two call: one is answered at once, the other hangs up after a minute, and again after the second call")
        caller = f"caller-{self.run}"
        bo = stack.expect((200,), self.call("bo", "GET", "/v1/me"), "reading who bo is")["id"]
        self.told("support.call.ended", callId="answered", customer={"id": f"other-{self.run}"}, agent=bo,
                  queuedAt=moment(-200), answeredAt=moment(-188), endedAt=moment(-20))
        for name, began in (("missed", -180), ("again", -60)):
            self.told("support.call.ended", callId=name, customer={"id": caller, "phone": "+43 1 5550100", "language": "en"},
                      queuedAt=moment(began), endedAt=moment(began + 50))
            self.find("Missed call: please call back", caller, id=caller)
        ticket = self.find("Missed call: please call back", caller, id=caller)
        path = f"/v1/tickets/{ticket['id']}"
        seen = self.timeline(path, until="ticket.replied")
        say("bo calls back: that is the first reply, and the note is for staff")
        self.told("support.call.ended", callId="back", customer={"id": caller}, agent=bo, note="The code had gone to an old number.",
                  queuedAt=moment(-5), answeredAt=moment(-4), endedAt=moment(0), ticketId=ticket["id"])
        self.timeline(path, until=("sla.met", "ticket.noted"), seen=seen)

    def one_is_asked_whether_to_recommend(self):
        title("who used the exchange is asked by calendar whether they would recommend it; lin has it begin now")
        fan = f"fan-{self.run}@example.test"
        self.told("support.customer.active", customer={"email": fan, "language": "en", "tier": TIER}, at=moment(-60))
        answer = self.call("lin", "GET", "/v1/feedback/rules")
        rules = stack.expect((200,), answer, "reading the rules of asking")
        rules["nps"] = {"on": True, "match": {"tier": [TIER]}}  # once in 90 days at most, whatever is set
        stack.expect((200, 201), self.call("lin", "PUT", "/v1/feedback/rules", rules, If_Match=answer[2]["ETag"]), "setting the rules of asking")
        def look():
            self.invoke("invitations", {"begin": True})
            return letters(fan)
        wait(look, f"the question for {fan}")
        self.answer_survey(fan, 9, "It just works.", of=10)
        say("and who found the answer in the help pages, how easy that was")
        reader = f"reader-{self.run}@example.test"
        self.told("support.visit.ended", visitId="visit", customer={"email": reader, "language": "en"}, article="unlock-account",
                  outcome="solved", endedAt=moment(-5))
        self.answer_survey(reader, 6, "Found it at once.", of=7)

    def many_write_of_one_thing(self):
        title("six people write about one new thing in English, and six in Chinese: counting words finds it")
        for n in range(6):
            for language, text in (("en", "How do I unlock the new staking vault?"), ("zh", "请问怎么解锁新的质押金库？")):
                self.contact("chat", f"writer-{language}-{n}", f"writer-{language}-{n}-{self.run}@example.test", text)
        today = time.strftime("%Y-%m-%d", time.gmtime())
        def look():
            self.invoke("topics", {"through": today})
            answer = self.call("lin", "GET", "/v1/topics?limit=100")
            items = stack.expect((200,), answer, "reading the topics")["items"]
            texts = {term["text"] for topic in items for term in topic["terms"]}
            return items if {"vault", "金库"} <= texts else None
        topics = wait(look, "topics about the vault")
        say("what is written about more often than before, as lin is offered it:")
        for topic in [t for t in topics if {"vault", "金库"} & {term["text"] for term in t["terms"]}]:
            growth, suggestion = topic["growth"], topic["suggestion"]
            signs = ", ".join(f"{sign['sign']} {sign['cases']} of {sign['of']}" for sign in suggestion["signs"])
            print(f"      {' / '.join(topic['label']):<40} {growth['count']} this week, {growth['mean']:g} before:"
                  f" {topic['status']} as {suggestion['decision']} ({signs})")

    def sums_up(self):
        title("what the day brought")
        day = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime())
        end = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() + 86400))
        answer = self.call("lin", "GET", f"/v1/feedback/statistics?from={day}&to={end}&kind=csat")
        say(f"satisfaction: {json.dumps(stack.expect((200,), answer, 'reading the statistics'))}")
        self.queue(1)
        self.rolls_up(day[:10])
        self.publishes(day[:7])

    def rolls_up(self, day):
        title("the figures of the day so far, rolled up now instead of at night")
        self.invoke("rollup", {"through": day})
        people_here = stack.expect((200,), self.call("lin", "GET", "/v1/staff"), "reading who works here")["items"]
        names = {person["id"]: person.get("name", person["id"]) for person in people_here}
        for measure, by in (("opened", "channel"), ("firstResponse", "channel"), ("csat", "agent"), ("nps", "day"), ("effort", "day"), ("answeredCalls", "day"),
                            ("callsWithin30s", "day"), ("breaches", "target"), ("complaintRate", "day"), ("backlog", "day")):
            answer = self.call("lin", "GET", f"/v1/insights?measure={measure}&by={by}&from={day}&to={day}")
            figures = stack.expect((200,), answer, f"reading {measure}")
            rows = ", ".join(f"{names.get(row['key'], row['key'] or '-')} {shown(row, figures['unit'])}"
                             for row in figures["rows"])
            print(f"      {figures['title'] + ' by ' + by:<36} {rows}")

    def publishes(self, month):
        title("ada freezes the report of the month before its time, cora approves it, and everybody can read it")
        path = f"/v1/reports/{month}"
        self.do("ada", f"{path}/freeze", {"reason": "To show how it looks; the month is not over."})
        report = self.do("cora", f"{path}/approval", {"decision": "approved"})
        edition = report["editions"][-1]
        say(f"edition {edition['edition']}, {edition['status']}, SHA-256 {edition['hash'][:16]}..., {edition['size']} bytes")
        say(f"in a browser: {stack.outputs()['ApiUrl'].rstrip('/')}/v1/public/transparency/{month}")

    def invoke(self, function, payload):
        """Calls a function that a schedule calls otherwise."""
        answer = stack.client("lambda").invoke(FunctionName=f"aftercare-{function}", Payload=json.dumps(payload))
        if "FunctionError" in answer:
            raise stack.Failure(f"calling {function}: {answer['Payload'].read().decode()}")

    # How they do it.

    def call(self, name, method, path, body=None, **headers):
        """Calls the API as a person; POST gets a key, as every client should give one."""
        if name not in self.tokens:
            self.tokens[name] = people.token(name)
        if method == "POST":
            headers.setdefault("Idempotency_Key", uuid.uuid4().hex)
        return stack.call(method, path, body, self.tokens[name], **headers)

    def do(self, name, path, body, statuses=(200, 201)):
        return stack.expect(statuses, self.call(name, "POST", path, body), f"{name}: POST {path}")

    def open(self, name, channel, subject, text, category, **more):
        ticket = self.do(name, "/v1/tickets", {
            "subject": subject, "body": text, "channel": channel, "category": category, **more,
        })
        say(f"{channel:<7} {name}: {subject} -> {ticket['reference']}, next due {ticket.get('nextDueAt', '-')}")
        return ticket

    def contact(self, channel, thread, address, text, subject=None, tier=None, number=1):
        """A contact from another system, by the intake queue. The same thread and number are the same message."""
        customer = {"email": address, "name": address.split("-")[0].title(), "language": "en"}
        if tier:
            customer["tier"] = tier
        data = {"channel": channel, "thread": thread, "customer": customer, "body": text}
        if subject:
            data["subject"] = subject
        self.send("support.contact.received", f"{thread}-{number}", data)
        say(f"{channel:<7} {address}: {subject or text[:40]}")

    def told(self, kind, **data):
        """What another system tells, by the intake queue."""
        self.send(kind, uuid.uuid4().hex, data)

    def send(self, kind, name, data):
        desk.put(json.dumps({"specversion": "1.0", "id": name, "source": self.source, "type": kind, "time": moment(0), "data": data}))

    def queue(self, lines):
        """Shows how bo's queue begins."""
        answer = self.call("bo", "GET", f"/v1/tickets?view=queue&limit={max(lines, 1)}")
        say("the queue, what is due next first:")
        for ticket in stack.expect((200,), answer, "reading the queue")["items"]:
            print(f"      {ticket.get('nextDueAt', '-'):<21}{ticket['priority']:<8}{ticket['channel']:<8}{ticket['subject'][:50]}")

    def find(self, subject, address, **of):
        """The ticket that a contact became, of a customer of this tier or id: such as are due soon stand first."""
        of = of or {"tier": TIER}
        def look():
            answer = self.call("bo", "GET", "/v1/tickets?view=queue&limit=100")
            for ticket in stack.expect((200,), answer, "reading the queue")["items"]:
                if ticket["subject"] == subject and of.items() <= ticket["customer"].items():
                    if ticket["status"] == "new" and ticket["createdAt"] >= self.began:
                        return ticket
            return None
        return wait(look, f"the ticket of {address}")

    def timeline(self, path, until, seen=0):
        """Prints what happens to a case as it happens, until every awaited type has come; answers where it stopped."""
        missing = {until} if isinstance(until, str) else set(until)
        def look():
            nonlocal seen
            answer = self.call("cora" if "complaints" in path else "lin", "GET", f"{path}/timeline?limit=100")
            for item in stack.expect((200,), answer, "reading the timeline")["items"]:
                if item["seq"] > seen:
                    seen = item["seq"]
                    missing.discard(item["type"])
                    print(f"      {item['at'][11:19]} {item['type']:<22} {brief(item.get('data'))}", flush=True)
            return not missing
        wait(look, f"{' and '.join(sorted(missing))} in the timeline")
        return seen

    def letter(self, address, what, containing=""):
        """Waits for a mail to an address and shows its subject."""
        def look():
            for letter in reversed(letters(address)):
                if containing in letter["Subject"] + (letter["BodyText"] or ""):
                    return letter
            return None
        letter = wait(look, f"{what}, by mail to {address}")
        say(f"mail to {address}: {letter['Subject']}")
        return letter

    def answer_survey(self, address, score, comment, after=None, of=5):
        """Follows the link in the mail that asks for a score."""
        def look():
            for letter in reversed(letters(address)):
                link = re.search(r"https?://\S+/v1/public/surveys/[\w.~-]+", letter["BodyText"] or "")
                if link and (after is None or after["reference"] in letter["Subject"] + letter["BodyText"]):
                    return link[0]
            return None
        link = wait(look, f"the question for {address}")
        path = "/v1/public/surveys/" + link.rsplit("/", 1)[1]
        stack.expect((200, 201), stack.call("POST", path, {"score": score, "comment": comment}), "answering")
        say(f"{address} answers: {score} of {of}, \"{comment}\"")


def moment(seconds):
    """The time so many seconds from now."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def shown(row, unit):
    """A figure as people read it, with how much it rests on."""
    value = row["value"]
    if value is None:
        return "-"
    if unit == "number":
        return f"{value:g}"
    return {"share": f"{value:.0%}", "seconds": f"{value:.0f} s"}.get(unit, f"{value:g}") + f" of {row['count']}"


def letters(address):
    with urllib.request.urlopen(f"{stack.endpoint()}/_ministack/ses/messages", timeout=10) as answer:
        accounts = json.load(answer)["messages"].values()
    return [letter for sent in accounts for letter in sent if address in letter["To"]]


def wait(look, what):
    """Asks until there is an answer. Shows that it is still waiting."""
    begun = time.monotonic()
    while True:
        found = look()
        if found:
            return found
        waited = time.monotonic() - begun
        if waited > PATIENCE:
            raise stack.Failure(f"no sign of {what} for {PATIENCE} seconds: scripts/logs may say why")
        if sys.stdout.isatty() and waited > 2:
            print(f"      ... {waited:.0f}s", end="\r", flush=True)
        time.sleep(0.2)


# Values that say nothing to a reader: ids, and what the line begins with anyway.
SILENT = {"at", "assignee", "assurance", "body", "comment", "customerId", "language", "notice", "policyVersion",
          "receivedAt", "surveyId", "visibility"}


def brief(data):
    """What a timeline item says, in short."""
    if not isinstance(data, dict):
        return ""
    today = time.strftime("%Y-%m-%dT", time.gmtime())  # times of another day are shown with it
    return " ".join(
        f"{key}={value[11:19] if isinstance(value, str) and value.startswith(today) else value}"
        for key, value in data.items()
        if key not in SILENT and isinstance(value, (str, int, float)) and len(str(value)) <= 40
    )


def title(text):
    print(f"\n{time.strftime('%H:%M:%S')} {text}", flush=True)


def say(text):
    print(f"    - {text}", flush=True)
