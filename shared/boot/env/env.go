// Package env names the environment variables that the stack sets and the
// functions read, once for both sides.
package env

// What a function works on.
const (
	// TableName is the name of the table.
	TableName = "TABLE_NAME"
	// SecretARN is the ARN of the secret that cursor and id keys are derived
	// from: JSON {"current":"...","previous":"..."}, previous possibly empty.
	SecretARN = "SECRET_ARN"
	// EventBusName is the name of the bus that relay publishes on.
	EventBusName = "EVENT_BUS_NAME"
	// StateMachineARN is the ARN of the machine that waits for clocks.
	StateMachineARN = "STATE_MACHINE_ARN"
	// RefusalsQueueURL is where intake puts what it cannot understand, redacted.
	RefusalsQueueURL = "REFUSALS_QUEUE_URL"
	// FailuresQueueURL is where relay puts the records it cannot publish.
	FailuresQueueURL = "FAILURES_QUEUE_URL"
	// ReschedulingQueueURL is the queue of rescheduling itself, where it puts
	// an event that comes too early.
	ReschedulingQueueURL = "RESCHEDULING_QUEUE_URL"
	// BucketName is the bucket that files to download are kept in.
	BucketName = "BUCKET_NAME"
	// UserPoolID is the id of the Cognito user pool, the directory of staff.
	UserPoolID = "USER_POOL_ID"
)

// What a function says and to whom.
const (
	// MailFrom is the sender of every mail: an address, or "Name <address>".
	MailFrom = "MAIL_FROM"
	// PublicURL is the base of links in mails, without a slash at its end.
	PublicURL = "PUBLIC_URL"
	// CompanyName is how the company calls itself towards its users.
	CompanyName = "COMPANY_NAME"
	// ComplaintsEmail and ComplaintsPhone reach the people who handle complaints.
	ComplaintsEmail = "COMPLAINTS_EMAIL"
	ComplaintsPhone = "COMPLAINTS_PHONE"
	// TimeZone is the IANA name of the zone that dates in mails and registers
	// are written in, such as Europe/Vienna.
	TimeZone = "TIME_ZONE"
	// Jurisdiction is whose law complaints are handled under: mica, uk, none, or
	// another file of shared/jurisdiction.
	Jurisdiction = "JURISDICTION"
	// Languages are those that complaints are answered in, with commas between.
	Languages = "LANGUAGES"
	// ReportLeast is the least number of cases that a figure of a transparency
	// report rests on; what rests on fewer is hidden.
	ReportLeast = "REPORT_LEAST"
	// ReportCutOffDays is how many days after the end of a month its report is
	// frozen.
	ReportCutOffDays = "REPORT_CUT_OFF_DAYS"
	// LogLevel is debug, info, warn or error.
	LogLevel = "LOG_LEVEL"
)
