"""What scripts/deploy asks a real account: python scripts/cloud.py account|bootstrapped|before|after [FOLDER]"""

import json
import os
import pathlib
import sys

import boto3
import botocore.exceptions


def account():
    """Prints the account and region that the credentials are for."""
    # boto3 by itself knows AWS_DEFAULT_REGION only; everybody else reads AWS_REGION first.
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))
    if not session.region_name:
        sys.exit("error: no region: set AWS_REGION, or a region in the profile")
    try:
        identity = session.client("sts").get_caller_identity()
    except botocore.exceptions.NoCredentialsError:
        sys.exit("error: no AWS credentials: run aws configure or aws sso login, or set AWS_PROFILE")
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as failure:
        sys.exit(f"error: the AWS credentials do not work: {failure}")
    print(identity["Account"], session.region_name)


def bootstrapped():
    """Fails when the account has not been prepared for the CDK in this region."""
    ssm = boto3.client("ssm")
    try:
        ssm.get_parameter(Name="/cdk-bootstrap/hnb659fds/version")
    except ssm.exceptions.ParameterNotFound:
        sys.exit(1)


def before(folder):
    """Says what is not ready for mail, which no deployment can change."""
    ses = boto3.client("sesv2")
    if not ses.get_account().get("ProductionAccessEnabled"):
        print("note: SES is in its sandbox here: mail reaches verified addresses only.")
        print("      Ask for production access: SES console, Account dashboard.")
    for kind, resource in _resources(folder):
        if kind == "AWS::SNS::Subscription" and resource.get("Protocol") == "email":
            print(f"note: {resource['Endpoint']} will get a mail and has to confirm it, or no alarm is heard.")


def after(folder):
    """Says what remains to be done by hand."""
    ses = boto3.client("sesv2")
    for kind, resource in _resources(folder):
        if kind != "AWS::SES::EmailIdentity":
            continue
        identity = resource["EmailIdentity"]
        state = ses.get_email_identity(EmailIdentity=identity)
        if state.get("VerifiedForSendingStatus"):
            continue
        print(f"to do: {identity} is not verified yet.")
        for name in state.get("DkimAttributes", {}).get("Tokens", []):
            print(f"       DNS: {name}._domainkey.{identity} CNAME {name}.dkim.amazonses.com")


def _resources(folder):
    """Type and properties of everything in the described stack."""
    template = json.loads((pathlib.Path(folder) / "Aftercare.template.json").read_text())
    for resource in template["Resources"].values():
        yield resource["Type"], resource.get("Properties", {})


if __name__ == "__main__":
    try:
        {"account": account, "bootstrapped": bootstrapped, "before": before, "after": after}[sys.argv[1]](*sys.argv[2:])
    except botocore.exceptions.ClientError as refusal:
        sys.exit(f"error: {refusal}")
