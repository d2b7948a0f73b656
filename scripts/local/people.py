"""The demo users of a local stack, and their tokens."""

import dataclasses

import stack

# Public, and good only for a user pool inside an emulator on this machine.
PASSWORD = "Local-only-1-demo"


@dataclasses.dataclass(frozen=True)
class Person:
    name: str
    display: str
    locale: str
    group: str | None = None  # none: a customer

    @property
    def email(self):
        return f"{self.name}@example.test"


PEOPLE = {
    person.name: person
    for person in (
        Person("alice", "Alice", "en"),
        Person("wei", "Wei", "zh"),
        Person("bo", "Bo", "en", "agent"),
        Person("lin", "Lin", "en", "lead"),
        Person("cora", "Cora", "en", "compliance"),
        Person("ada", "Ada", "en", "admin"),
    )
}


def create():
    """Puts everybody who is not there yet into the stack's user pool."""
    pool, cognito = stack.outputs()["UserPoolId"], stack.client("cognito-idp")
    for person in PEOPLE.values():
        try:
            cognito.admin_create_user(
                UserPoolId=pool,
                Username=person.name,
                MessageAction="SUPPRESS",
                UserAttributes=[
                    {"Name": "email", "Value": person.email},
                    {"Name": "email_verified", "Value": "true"},
                    {"Name": "name", "Value": person.display},
                    {"Name": "locale", "Value": person.locale},
                ],
            )
        except cognito.exceptions.UsernameExistsException:
            continue
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=person.name, Password=PASSWORD, Permanent=True
        )
        if person.group:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.name, GroupName=person.group)


def token(name):
    """An ID token for a demo user, good for as long as the pool's client lets it be."""
    if name not in PEOPLE:
        raise stack.Failure(f"nobody is called {name}: there are {', '.join(PEOPLE)}")
    answer = stack.client("cognito-idp").initiate_auth(
        ClientId=stack.outputs()["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    return answer["AuthenticationResult"]["IdToken"]
