package main

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a build machine need not have the zone files

	"aftercare/shared/jurisdiction"
	"aftercare/shared/texts"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// production is the environment whose state outlives its stack.
const production = "production"

// Settings is what an operator decides; each comes from the context key of the
// same name (`-c name=value`, or "context" in cdk.json).
type Settings struct {
	Local       bool   // deployed into an emulator on this machine
	Environment string // "production" (default in the cloud), or any other name

	MailIdentity       string // SES identity that mail is sent as: a domain or an address
	MailIdentityExists bool   // the identity is in the account already and is left alone
	MailFrom           string // sender of every mail, of that identity

	Issuer   string   // the company's own OIDC issuer; empty: the stack's user pool
	Audience []string // client ids that its tokens are for

	AlarmEmail  string   // who is told when an alarm goes off
	PublicURL   string   // base of links in mails; empty: the API's own address
	CorsOrigins []string // origins whose pages may call the API

	IntakeSenders []string // ARNs of principals in other accounts that may send to the intake queue

	TimeZone        string   // IANA name
	Jurisdiction    string   // mica, uk, none, or another file of shared/jurisdiction
	Languages       []string // that the service is offered in, each with a folder of texts
	CompanyName     string
	ComplaintsEmail string
	ComplaintsPhone string
	LogLevel        string

	ReportLeast      int // figures of transparency reports that rest on fewer cases are hidden
	ReportCutOffDays int // after the end of a month, until its report is frozen

	AssetRoot string // folder with one folder per function, holding its bootstrap
	Arm       bool   // functions run on arm64
}

// lookup answers a context key, or "".
type lookup func(key string) string

// contextOf reads the context of a construct tree. Values given on the command
// line are strings; those of cdk.json may be of any JSON type.
func contextOf(node constructs.Node) lookup {
	return func(key string) string {
		switch v := node.TryGetContext(jsii.String(key)).(type) {
		case nil:
			return ""
		case string:
			return strings.TrimSpace(v)
		default:
			return strings.TrimSpace(fmt.Sprint(v))
		}
	}
}

// localDefaults stand in for what a real account has to be told.
var localDefaults = map[string]string{
	"environment":     "local",
	"mailIdentity":    "example.test",
	"mailFrom":        "Aftercare <support@example.test>",
	"alarmEmail":      "operators@example.test",
	"publicUrl":       "http://127.0.0.1:4566",
	"corsOrigins":     "http://localhost:5173,http://127.0.0.1:5173",
	"timeZone":        "Europe/Vienna",
	"jurisdiction":    "mica",
	"companyName":     "Example Exchange",
	"complaintsEmail": "complaints@example.test",
	"complaintsPhone": "+43 1 555 0100",
}

// usualLanguages gives, with commas between, in which languages complaints are answered unless the company says otherwise.
func usualLanguages(id string) string {
	law, _ := jurisdiction.Find(jurisdiction.ID(id)) // check says what is wrong with it
	return strings.Join(law.Languages.Usual, ",")
}

// required says what each key that has no default in the cloud is for.
var required = []struct{ key, example string }{
	{"mailIdentity", "example.com (the domain or address that SES sends as)"},
	{"mailFrom", `"Example Support <support@example.com>"`},
	{"alarmEmail", "operators@example.com (who is told about alarms)"},
	{"timeZone", "Europe/Vienna"},
	{"jurisdiction", "mica (or " + strings.Join(jurisdiction.Known(), ", ") + ")"},
	{"companyName", `"Example Exchange"`},
	{"complaintsEmail", "complaints@example.com"},
}

// readSettings reads and checks the context. Its error names everything that
// is missing or wrong at once, and what to pass.
func readSettings(get lookup) (Settings, error) {
	var faults []error
	flag := func(key string) bool {
		value := get(key)
		on, err := strconv.ParseBool(value)
		if value != "" && err != nil {
			faults = append(faults, fmt.Errorf("%s is true or false, not %q", key, value))
		}
		return on
	}
	local := flag("local")
	text := func(key string) string {
		if value := get(key); value != "" || !local {
			return value
		}
		return localDefaults[key]
	}
	number := func(key string, otherwise, least, most int) int {
		value := text(key)
		if value == "" {
			return otherwise
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < least || n > most {
			faults = append(faults, fmt.Errorf("%s is a whole number from %d to %d, not %q", key, least, most, value))
		}
		return n
	}
	s := Settings{
		Local:              local,
		Environment:        or(text("environment"), production),
		MailIdentity:       text("mailIdentity"),
		MailIdentityExists: flag("mailIdentityExists"),
		MailFrom:           text("mailFrom"),
		Issuer:             text("issuer"),
		Audience:           list(text("audience")),
		AlarmEmail:         text("alarmEmail"),
		PublicURL:          strings.TrimRight(text("publicUrl"), "/"),
		CorsOrigins:        list(text("corsOrigins")),
		IntakeSenders:      list(text("intakeSenders")),
		TimeZone:           text("timeZone"),
		Jurisdiction:       text("jurisdiction"),
		Languages:          list(or(text("languages"), usualLanguages(text("jurisdiction")))),
		CompanyName:        text("companyName"),
		ComplaintsEmail:    text("complaintsEmail"),
		ComplaintsPhone:    text("complaintsPhone"),
		LogLevel:           or(text("logLevel"), "info"),
		ReportLeast:        number("reportLeast", 5, 3, 100),
		ReportCutOffDays:   number("reportCutOffDays", 4, 0, 28),
		AssetRoot:          or(text("assetRoot"), "dist"),
		Arm:                !local || runtime.GOARCH == "arm64",
	}
	for _, r := range required {
		if text(r.key) == "" {
			faults = append(faults, fmt.Errorf("%s is missing: pass -c %s=%s", r.key, r.key, r.example))
		}
	}
	faults = append(faults, s.check()...)
	if len(faults) > 0 {
		return Settings{}, fmt.Errorf("the stack cannot be described yet:\n%w", errors.Join(faults...))
	}
	return s, nil
}

// check finds what is given but cannot be right.
func (s Settings) check() []error {
	var faults []error
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }

	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "Local" {
		wrong("timeZone %q is not an IANA zone such as Europe/Vienna", s.TimeZone)
	}
	law, err := jurisdiction.Find(jurisdiction.ID(s.Jurisdiction))
	if err != nil && s.Jurisdiction != "" {
		wrong("jurisdiction: %w", err)
	}
	for _, lang := range s.Languages {
		if !slices.Contains(texts.Languages(), lang) {
			wrong("languages names %q, and there are no texts in it: add the folder shared/texts/%s, or leave it out of -c languages=%s",
				lang, lang, strings.Join(texts.Languages(), ","))
		}
	}
	if slices.Contains(law.Acknowledgement.Carries, "telephone") && s.ComplaintsPhone == "" {
		wrong(`complaintsPhone is missing, and %s wants it in every acknowledgement: pass -c complaintsPhone="+43 1 555 0100"`, law.Acknowledgement.Source)
	}
	if s.MailFrom != "" && s.MailIdentity != "" {
		if from, err := mail.ParseAddress(s.MailFrom); err != nil {
			wrong("mailFrom %q is not a mail address", s.MailFrom)
		} else if !sendsAs(s.MailIdentity, from.Address) {
			wrong("mailFrom %s is not an address of mailIdentity %s", from.Address, s.MailIdentity)
		}
	}
	address := func(key, value string) {
		if value != "" && !isWebAddress(value, s.Local) {
			wrong("%s %q is not an https address", key, value)
		}
	}
	address("issuer", s.Issuer)
	address("publicUrl", s.PublicURL)
	if s.Issuer != "" && len(s.Audience) == 0 {
		wrong("audience is missing: pass -c audience=CLIENT_ID, the client that tokens of %s are for", s.Issuer)
	}
	if s.Issuer == "" && len(s.Audience) > 0 {
		wrong("audience is of no use without issuer: pass -c issuer=https://... too")
	}
	for _, origin := range s.CorsOrigins {
		if origin == "*" {
			wrong("corsOrigins names each origin: * would let every page read answers")
		}
	}
	return faults
}

// retained tells whether state must outlive the stack.
func (s Settings) retained() bool { return s.Environment == production }

// sendsAs tells whether an SES identity, a domain or an address, covers an address.
func sendsAs(identity, address string) bool {
	identity, address = strings.ToLower(identity), strings.ToLower(address)
	if strings.Contains(identity, "@") {
		return identity == address
	}
	_, domain, _ := strings.Cut(address, "@")
	return domain == identity || strings.HasSuffix(domain, "."+identity)
}

func isWebAddress(s string, plain bool) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || plain && u.Scheme == "http")
}

func or(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// list splits a context value at commas.
func list(value string) []string {
	var out []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
