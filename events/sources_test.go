package events_test

import (
	"crypto/md5" // #nosec G501 -- what SQS puts on every message
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"path"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/batch"
	"aftercare/shared/call"
	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/incident"
	"aftercare/shared/intake"
	"aftercare/shared/loop"
	"aftercare/shared/redact"
	"aftercare/shared/register"
	"aftercare/shared/rescheduling"
	"aftercare/shared/story"
	"aftercare/shared/ticket"
	"aftercare/shared/topic"
	"aftercare/shared/transparency"
	"aftercare/shared/trend"
	"aftercare/shared/visit"
	"aftercare/shared/voice"
)

// checkIntakeMessage holds a CloudEvent to its schema and to what intake reads.
func checkIntakeMessage(t *testing.T, file string) {
	raw := read(t, file)
	for _, problem := range validate(t, "intake.schema.json", plain(t, raw)) {
		t.Error(problem)
	}
	m, err := intake.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if m.Type == "support.contact.received" {
		decode[intake.Contact](t, m.Data)
	}
	_, secret := redact.Walk(raw)
	if secret != strings.Contains(file, "secret") {
		t.Errorf("holds a secret: %t", secret)
	}
}

// checkRefusedMessage wants a message that is not in order, and whose remains
// tell nothing.
func checkRefusedMessage(t *testing.T, file string) {
	raw := read(t, file)
	if len(validate(t, "intake.schema.json", plain(t, raw))) == 0 {
		t.Error("nothing is wrong with it")
	}
	kept := string(redact.Refused(raw))
	for _, word := range []string{"alice", "Alice", "abandon", "Deposit", "letter that"} {
		if strings.Contains(kept, word) {
			t.Errorf("%q is kept: %s", word, kept)
		}
	}
}

// busData is what the data of each type on the bus is read as.
var busData = map[event.Type]func(testing.TB, []byte){
	event.TicketOpened:             reads[ticket.Opened],
	event.TicketReplied:            reads[ticket.Replied],
	event.TicketSolved:             reads[ticket.SolvedData],
	event.TicketMerged:             reads[ticket.Merged],
	event.TicketEscalated:          reads[ticket.Escalated],
	event.TicketNoted:              reads[ticket.Noted],
	event.TicketChanged:            reads[ticket.Changed],
	event.TicketAssigned:           reads[ticket.Assigned],
	event.TicketReopened:           reads[ticket.Reopened],
	event.TicketClosed:             reads[ticket.Closed],
	event.TicketTakenOver:          reads[ticket.TakenOver],
	event.TicketDeescalated:        reads[ticket.Deescalated],
	event.SLAMet:                   reads[ticket.Clock],
	event.SLARescheduled:           reads[ticket.Clock],
	event.SLACancelled:             reads[ticket.Clock],
	event.SurveySent:               reads[feedback.SentData],
	event.NoticeSent:               reads[ticket.Delivery],
	event.NoticeFailed:             reads[ticket.Delivery],
	event.ContactRefused:           reads[intake.Refused],
	event.TicketTakeoverExpired:    reads[ticket.TakenOver],
	event.SLAArmed:                 reads[ticket.Armed],
	event.SLABreached:              reads[ticket.Clock],
	event.SLAWarned:                reads[ticket.Clock],
	event.FeedbackReceived:         reads[ticket.Received],
	event.SecretRedacted:           reads[ticket.Redacted],
	event.CustomerAtRisk:           reads[ticket.AtRisk],
	event.ReschedulingRequested:    reads[rescheduling.Requested],
	event.ReschedulingAdvanced:     reads[rescheduling.Progress],
	event.ReschedulingFinished:     reads[rescheduling.Progress],
	event.ComplaintFiled:           reads[complaint.Filed],
	event.ComplaintAcknowledged:    reads[complaint.Judged],
	event.ComplaintInvestigated:    reads[complaint.Investigated],
	event.ComplaintAsked:           reads[complaint.Asked],
	event.ComplaintAnswered:        reads[complaint.Answered],
	event.ComplaintEvidenced:       reads[complaint.Evidenced],
	event.ComplaintMessaged:        reads[complaint.Messaged],
	event.ComplaintFound:           reads[complaint.FoundData],
	event.ComplaintDrafted:         reads[complaint.Drafted],
	event.ComplaintApproved:        reads[complaint.Judgement],
	event.ComplaintRefused:         reads[complaint.Judgement],
	event.ComplaintProposed:        reads[complaint.ProposedData],
	event.ComplaintAccepted:        reads[complaint.AcceptedData],
	event.ComplaintRejected:        reads[complaint.RejectedData],
	event.ComplaintFulfilled:       reads[complaint.FulfilledData],
	event.ComplaintDelayed:         reads[complaint.Delayed],
	event.ComplaintClosed:          reads[complaint.Ended],
	event.ComplaintLearned:         reads[complaint.Learned],
	event.ComplaintHeld:            reads[complaint.Hold],
	event.ComplaintConfirmed:       reads[complaint.Confirmed],
	event.ComplaintAssigned:        reads[complaint.Assigned],
	event.ComplaintLinksRevoked:    reads[complaint.Hold],
	event.ComplaintCopyAsked:       reads[complaint.Copied],
	event.ComplaintCopySent:        reads[complaint.Copied],
	event.ComplaintReleased:        reads[complaint.Hold],
	event.RemedyDue:                reads[complaint.Owed],
	event.RemedyPaid:               reads[complaint.Paid],
	event.ComplaintEscalated:       reads[complaint.Raised],
	event.ComplaintTakenOver:       reads[complaint.Level],
	event.ComplaintTakeoverExpired: reads[complaint.Level],
	event.ComplaintDeescalated:     reads[complaint.Level],
	event.ComplaintNoted:           reads[complaint.Noted],
	event.ComplaintLessonDue:       reads[complaint.Reminder],
	event.ComplaintLessonDone:      reads[complaint.LessonDone],
	event.ComplaintRecurring:       reads[trend.RecurringData],
	event.ExportRequested:          reads[register.RequestedData],
	event.ExportContinued:          reads[register.RequestedData],
	event.ExportSealed:             reads[register.FinishedData],
	event.ExportFinished:           reads[register.FinishedData],
	event.FeedbackGiven:            reads[voice.Given],
	event.FeedbackLoopOpened:       reads[loop.OpenedData],
	event.FeedbackLoopAsked:        reads[loop.AskedData],
	event.FeedbackLoopClosed:       reads[loop.AnsweredData],
	event.FeedbackLoopContradicted: reads[loop.AnsweredData],
	event.FeedbackLoopEnded:        reads[loop.EndedData],
	event.FeedbackHandled:          reads[voice.Handled],
	event.ReportFrozen:             reads[transparency.FrozenData],
	event.ReportApproved:           reads[transparency.DecidedData],
	event.ReportRefused:            reads[transparency.DecidedData],
	event.ReportWithdrawn:          reads[transparency.DecidedData],
	event.TopicFound:               reads[topic.FoundData],
	event.TopicDecided:             reads[topic.DecidedData],
	event.StoryAsked:               reads[story.Begun],
	event.StoryAllowed:             reads[story.Begun],
	event.StoryEdited:              reads[story.OfEdition],
	event.StorySubmitted:           reads[story.OfEdition],
	event.StoryApproved:            reads[story.OfEdition],
	event.StoryPublished:           reads[story.OfEdition],
	event.StoryRefused:             reads[event.Empty],
	event.StoryWithdrawn:           reads[event.Empty],
	event.CallEnded:                reads[call.Ended],
	event.VisitEnded:               reads[visit.Ended],
	event.IncidentNoticed:          reads[incident.Facts],
	event.IncidentEnded:            reads[incident.Facts],
}

func reads[T any](t testing.TB, raw []byte) { t.Helper(); decode[T](t, raw) }

// checkBusEvent holds an EventBridge envelope to the schema and to what
// consumers read.
func checkBusEvent(t *testing.T, file string) {
	e := load[events.EventBridgeEvent](t, file)
	raw := read(t, file)
	for _, problem := range validate(t, "bus.schema.json", plain(t, raw)) {
		t.Error(problem)
	}
	if _, err := batch.Envelope(string(raw)); err != nil {
		t.Error(err)
	}
	detail := decode[event.Detail](t, e.Detail)
	of := event.Event{Seq: detail.Seq, Aggregate: detail.Aggregate}
	if detail.ID != of.ID() || !detail.Time.Equal(e.Time) || e.DetailType != string(detail.Type) {
		t.Error("the envelope and its detail differ, or the id is not that of the event")
	}
	if name := strings.TrimSuffix(path.Base(file), ".json"); !strings.HasPrefix(name, string(detail.Type)) {
		t.Errorf("the file holds %s", detail.Type)
	}
	check, known := busData[detail.Type]
	if !known {
		t.Fatalf("nothing reads the data of %s", detail.Type)
	}
	check(t, detail.Data)
}

// checkQueueBatch holds an SQS batch to its shape. Its bodies are the events
// of intake/ and bus/.
func checkQueueBatch(t *testing.T, file string) {
	e := load[events.SQSEvent](t, file)
	from := "bus/*.json"
	if path.Base(file) == "intake.json" {
		from = "intake/*.json"
	}
	files, _ := filepath.Glob(from)
	known := make([]any, 0, len(files))
	for _, f := range files {
		known = append(known, plain(t, read(t, filepath.ToSlash(f))))
	}
	if len(e.Records) == 0 || from == "intake/*.json" && len(e.Records) != len(known) {
		t.Errorf("%d records, %d events", len(e.Records), len(known))
	}
	for _, r := range e.Records {
		sum := md5.Sum([]byte(r.Body)) // #nosec G401
		if r.Md5OfBody != hex.EncodeToString(sum[:]) || r.EventSource != "aws:sqs" || r.Attributes["SentTimestamp"] == "" {
			t.Errorf("%s: not as SQS sends it", r.MessageId)
		}
		body, found := plain(t, []byte(r.Body)), false
		for _, v := range known {
			found = found || reflect.DeepEqual(v, body)
		}
		if !found {
			t.Errorf("%s: no file of %s has this body", r.MessageId, from)
		}
	}
}

// checkStreamBatch holds the records of the table's stream to what relay
// reads; what it publishes of them is in order, and holds nothing private.
func checkStreamBatch(t *testing.T, file string) {
	e := load[events.DynamoDBEvent](t, file)
	for _, r := range e.Records {
		if r.EventName != "INSERT" || r.Change.StreamViewType != "NEW_IMAGE" || r.EventSource != "aws:dynamodb" ||
			!strings.HasPrefix(r.Change.Keys[layout.SK].String(), layout.EventPrefix) {
			t.Errorf("%s: the stream's filter does not let it through", r.EventID)
		}
		change, err := dynamo.DecodeEvents(r.Change.NewImage)
		if err != nil {
			t.Error(err)
		}
		for _, happened := range change {
			detail, err := json.Marshal(happened.Publish())
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range validate(t, "bus.schema.json#/$defs/detail", plain(t, detail)) {
				t.Errorf("%s: %s", happened.ID(), problem)
			}
		}
	}
}

func checkScheduledEvent(t *testing.T, file string) {
	e := load[events.EventBridgeEvent](t, file)
	if e.Source != "aws.events" || e.DetailType != "Scheduled Event" || string(e.Detail) != "{}" || len(e.Resources) != 1 {
		t.Error("not as a rule with a schedule sends it")
	}
}

func checkTimer(t *testing.T, file string) {
	timer := load[clock.Timer](t, file)
	if timer.Kind == "" || timer.ID == "" || timer.WakeAt.IsZero() || timer.WakeAt.Location() != time.UTC {
		t.Errorf("incomplete: %+v", timer)
	}
}

// checkHTTPRequest holds a request to the payload format 2.0.
func checkHTTPRequest(t *testing.T, file string) {
	e := load[events.APIGatewayV2HTTPRequest](t, file)
	about := e.RequestContext
	if e.Version != "2.0" || e.RawPath != about.HTTP.Path || e.RouteKey != about.RouteKey || about.Stage != "$default" {
		t.Error("not in order")
	}
	query, err := url.ParseQuery(e.RawQueryString)
	if err != nil || len(query) != len(e.QueryStringParameters) {
		t.Errorf("the query differs from its parameters, %v", err)
	}
	for name := range e.Headers {
		if name != strings.ToLower(name) {
			t.Errorf("the gateway sends %q in lower case", name)
		}
	}
	if e.IsBase64Encoded {
		if _, err := base64.StdEncoding.DecodeString(e.Body); err != nil {
			t.Error(err)
		}
	}
	public := strings.HasPrefix(e.RawPath, "/v1/public/")
	if (about.Authorizer == nil) != public {
		t.Fatalf("public %t, with an authorizer %t", public, about.Authorizer != nil)
	}
	if !public {
		checkClaims(t, e.Headers["authorization"], about.Authorizer.JWT.Claims)
	}
}

// checkClaims wants the claims as the authorizer flattens those of the token.
func checkClaims(t *testing.T, authorization string, flat map[string]string) {
	parts := strings.Split(strings.TrimPrefix(authorization, "Bearer "), ".")
	if len(parts) != 3 {
		t.Fatal("no token")
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	claims, _ := plain(t, payload).(map[string]any)
	if len(claims) != len(flat) {
		t.Errorf("%d claims in the token, %d from the authorizer", len(claims), len(flat))
	}
	for name, v := range claims {
		if want := flatten(v); flat[name] != want {
			t.Errorf("claim %s is %q, the token's is %q", name, flat[name], want)
		}
	}
}

func flatten(claim any) string {
	switch claim := claim.(type) {
	case string:
		return claim
	case bool:
		if claim {
			return "true"
		}
		return "false"
	case json.Number:
		return claim.String()
	case []any:
		all := make([]string, len(claim))
		for i, v := range claim {
			all[i] = flatten(v)
		}
		return "[" + strings.Join(all, " ") + "]"
	}
	return ""
}
