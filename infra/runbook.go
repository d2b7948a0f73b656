package main

// runbook is where operators read on: each kind of alarm has a section there.
const runbook = "infra/runbook/README.md"

// kind is what alarms of one kind have in common: the section of the runbook
// that they belong to, and the first thing to do.
type kind struct{ section, first string }

// The kinds of alarms. runbook_test.go holds them and the runbook together.
var (
	intakeDeadLetters = kind{"intake-dead-letters",
		"scripts/redrive says why; mend that, then send the contact back within four days of its sending. Never read it"}
	refusedContacts = kind{"refusals",
		"scripts/redrive says why; tell the system that sends them. They hold no text and cannot be sent back"}
	consumerDeadLetters = kind{"consumer-dead-letters",
		"scripts/redrive says why; mend that, then send the event back: handling it twice is harmless"}
	ruleDeadLetters = kind{"rule-dead-letters",
		"scripts/redrive says why; mend rule or queue policy, then send the event on"}
	relayFailures = kind{"relay-failures",
		"scripts/redrive says which; mend the cause, then let it publish them again from the table"}
	intakeDelay = kind{"intake-delay",
		"Look at errors and throttles of the function intake; contacts are kept for one day"}
	consumerDelay = kind{"consumer-delay",
		"Look at errors, throttles and durations of the function; events are kept for four days"}
	streamDelay = kind{"stream-delay",
		"Look at the log of the function relay; the stream keeps events for 24 hours, after that scripts/republish brings them"}
	lateWakes = kind{"late-wakes",
		"Look whether timers has dead letters and whether the machine's calls of deadline fail; sweep does their work meanwhile"}
	topLevel = kind{"top-level",
		"Call whoever stands at the top of the ladder; the case waits in the queue of its team until somebody takes it over"}
	silentSweep = kind{"silent-sweep",
		"Look at the schedule and at the log of the function sweep; without it closing stops and no timer has a net"}
	silentInvitations = kind{"silent-invitations",
		"Look at the schedule and at the log of the function invitations; what was to be asked later is asked once it runs"}
	failedExecutions = kind{"failed-executions",
		"Look at one of them in Step Functions; sweep carries its clock"}
	failedReschedulings = kind{"failed-reschedulings",
		"GET /v1/sla/reschedulings names the tickets, the log of the function rescheduling says why; they keep the promises of before"}
	replayDifferences = kind{"replay-differences",
		"The log of the function audit names the cases and the fields; scripts/replay --cloud ID compares one again"}
	rollupLag = kind{"rollup-lag",
		"The log of the function rollup says why; it tries again every hour, and makes up for each day that was missed"}
	casesNotMeasured = kind{"cases-not-measured",
		"The log of the function rollup names them, scripts/replay --cloud ID says what is wrong; each roll-up tries them again"}
	overdueReports = kind{"overdue-reports",
		"See why the roll-up of the month is not complete; the report is frozen by itself the morning after it is"}
	functionErrors = kind{"function-errors",
		"Look at the function's log for level ERROR"}
	functionThrottles = kind{"function-throttles",
		"See which function takes the account's concurrency, and ask AWS for more"}
	tableThrottles = kind{"table-throttles",
		"See which operation, and whether one partition is hot; requests are retried"}
	tableErrors = kind{"table-errors",
		"Look at the AWS Health Dashboard; requests are retried"}
	apiErrors = kind{"api-errors",
		"Look at the log of the function whose route answers 5xx"}
	apiLatency = kind{"api-latency",
		"Compare the latency of the API with the durations of its functions and with the table's"}
	mailBounces = kind{"mail-bounces",
		"Look at where the addresses come from; SES stops an account at 10 %"}
	mailSpamReports = kind{"mail-spam-reports",
		"Look at what was sent to whom; SES stops an account at 0.5 %"}
)
