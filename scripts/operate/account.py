"""Where a stack runs: in the emulator on this machine, or in a real account."""

import contextlib
import os
import pathlib
import sys

STACK = "Aftercare"
LOCAL = pathlib.Path(__file__).resolve().parents[1] / "local"


class Failure(Exception):
    """Something the person at the keyboard has to know, without a stack trace."""


class Account:
    """AWS clients for one stack, and what it is made of."""

    def __init__(self, cloud=False, profile=None, region=None):
        self._clients = {}
        self._session = None
        if cloud or profile or region:
            self._connect(profile, region)
            return
        sys.path.insert(0, str(LOCAL))
        import stack

        self._local = stack
        try:
            self.name = f"the local stack at {stack.endpoint()}"
        except stack.Failure as failure:
            raise Failure(f"{failure}; or --cloud for a real account") from None

    def _connect(self, profile, region):
        import boto3
        import botocore.exceptions

        if os.environ.get("AWS_ENDPOINT_URL"):
            raise Failure("AWS_ENDPOINT_URL is set: unset it, --cloud is about a real account")
        try:
            # boto3 knows AWS_DEFAULT_REGION alone; every other AWS tool knows AWS_REGION, too.
            self._session = boto3.Session(profile_name=profile, region_name=region or os.environ.get("AWS_REGION"))
            if not self._session.region_name:
                raise Failure("no region: set AWS_REGION, or give --region")
            number = self.client("sts").get_caller_identity()["Account"]
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as failure:
            raise Failure(f"the AWS credentials do not work: {failure}") from None
        self.name = f"account {number}, region {self._session.region_name}"

    def client(self, service):
        if self._session is None:
            return self._local.client(service)
        if service not in self._clients:
            self._clients[service] = self._session.client(service)
        return self._clients[service]

    def outputs(self):
        """The stack's outputs by name."""
        import botocore.exceptions

        try:
            found = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        except botocore.exceptions.ClientError as failure:
            raise Failure(f"{self.name} has no stack {STACK} that you may look at: {failure}") from None
        return {output["OutputKey"]: output["OutputValue"] for output in found[0].get("Outputs", [])}

    def resources(self, kind):
        """Logical and physical id of everything of a type in the stack."""
        import botocore.exceptions

        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        try:
            for page in pages:
                for resource in page["StackResourceSummaries"]:
                    if resource["ResourceType"] == kind:
                        yield resource["LogicalResourceId"], resource["PhysicalResourceId"]
        except botocore.exceptions.ClientError as failure:
            raise Failure(f"{self.name} has no stack {STACK} that you may look at: {failure}") from None

    def environment(self):
        """What a program needs in its environment to work on the stack."""
        outputs = self.outputs()
        found = {"TABLE_NAME": outputs["TableName"], "EVENT_BUS_NAME": outputs["EventBusName"]}
        if self._session is None:
            return found | {
                "AWS_ENDPOINT_URL": self._local.endpoint(), "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            }
        found["AWS_REGION"] = self._session.region_name
        if self._session.profile_name != "default":
            found["AWS_PROFILE"] = self._session.profile_name
        return found


@contextlib.contextmanager
def failures():
    """Turns what AWS says, or that it cannot be reached, into one line."""
    import botocore.exceptions

    try:
        yield
    except botocore.exceptions.EndpointConnectionError as failure:
        raise Failure(f"{failure}: is the stack up? scripts/up starts a local one") from None
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as failure:
        raise Failure(str(failure)) from None


def where(parser):
    """The options that say which stack is meant."""
    parser.add_argument("--cloud", action="store_true", help="the stack of the account that the AWS credentials are for, not the local one")
    parser.add_argument("--profile", help="AWS profile; means --cloud")
    parser.add_argument("--region", help="AWS region; means --cloud")
