"""Demo users and a few demo tickets, once: a second run finds them there."""

import uuid

import people
import stack

TICKETS = (
    ("alice", {
        "subject": "Withdrawal of 0.015 BTC has not arrived",
        "body": "I sent it two hours ago and the explorer still shows no confirmation. What can I do?",
        "category": "withdrawal",
        "transaction": {
            "chain": "bitcoin",
            "hash": "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b",
            "asset": "BTC",
            "amount": "0.015",
        },
    }),
    ("wei", {
        "subject": "无法完成身份验证",
        "body": "我上传了护照照片，但是系统一直提示不清晰。请帮我看一下。",
        "category": "verification",
        "language": "zh",
        "channel": "chat",
    }),
    ("alice", {
        "subject": "Which fee was taken for my trade?",
        "body": "The confirmation shows 0.2 %, the price list says 0.1 %.",
        "category": "fees",
    }),
)


def run(arguments):
    """python scripts/local seed [--users-only]"""
    people.create()
    print(f"users: {', '.join(people.PEOPLE)}", flush=True)
    if "--users-only" in arguments:
        return
    for name, ticket in TICKETS:
        token = people.token(name)
        own = stack.expect((200,), stack.call("GET", "/v1/tickets?limit=100", token=token), f"reading {name}'s tickets")
        if any(one["subject"] == ticket["subject"] for one in own["items"]):
            continue
        answer = stack.call("POST", "/v1/tickets", ticket, token, Idempotency_Key=uuid.uuid4().hex)
        opened = stack.expect((200, 201), answer, f"opening {name}'s ticket")
        print(f"{name}: {opened['reference']} {opened['subject']}", flush=True)
