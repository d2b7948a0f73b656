package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	feedbacks "aftercare/shared/feedback"
	"aftercare/shared/link"
	"aftercare/shared/loop"
	"aftercare/shared/memory"
	exports "aftercare/shared/register"
	"aftercare/shared/rescheduling"
	"aftercare/shared/seal"
	"aftercare/shared/sla"
	"aftercare/shared/staff"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	"aftercare/shared/web/complaints"
	"aftercare/shared/web/directory"
	"aftercare/shared/web/feedback"
	"aftercare/shared/web/policies"
	"aftercare/shared/web/register"
	"aftercare/shared/web/tickets"
	"aftercare/shared/web/webtest"
)

// The people of the demo, in the roles that they have there.
var (
	wei   = &web.Caller{ID: "wei", Name: "Wei", Email: "wei@example.com", EmailVerified: true, Locale: "zh"}
	agent = &web.Caller{ID: "bo", Name: "Bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Name: "Lin", Groups: []web.Group{web.Lead}}
	cora  = &web.Caller{ID: "cora", Name: "Cora", Groups: []web.Group{web.Compliance}}
	ada   = &web.Caller{ID: "ada", Name: "Ada", Groups: []web.Group{web.Admin}}
)

// office is all APIs behind one door, over storage in memory that writes down what it is given.
type office struct {
	*testing.T
	http.Handler
	server *web.Server
	store  *ledger
	log    *bytes.Buffer
	now    time.Time

	ticket, complaint string // wei's
	export            string // of the register, asked for by cora
	survey            string // the token of the survey about the ticket
}

// ledger keeps a copy of everything that is stored, but for what the table keeps as a hash alone.
type ledger struct {
	*memory.Store
	kept bytes.Buffer
}

func (l *ledger) note(values ...any) {
	for _, v := range values {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		l.kept.Write(raw)
	}
}

func (l *ledger) SaveTicket(ctx context.Context, c ticket.Change) error {
	l.note(c.Ticket, c.Events, c.Thread)
	return l.Store.SaveTicket(ctx, c)
}

func (l *ledger) SaveComplaint(ctx context.Context, c complaint.Change) error {
	l.note(c.Complaint, c.Events)
	return l.Store.SaveComplaint(ctx, c)
}

func (l *ledger) SaveSurvey(ctx context.Context, c feedbacks.Change) error {
	l.note(c.Survey)
	if c.Ticket != nil {
		l.note(c.Ticket.Ticket, c.Ticket.Events)
	}
	return l.Store.SaveSurvey(ctx, c)
}

func (l *ledger) PutPolicies(ctx context.Context, before int, p sla.Policies, r rescheduling.Change) error {
	l.note(p, r)
	return l.Store.PutPolicies(ctx, before, p, r)
}

func (l *ledger) PutLadder(ctx context.Context, team string, before int, ladder escalation.Ladder) error {
	l.note(team, ladder)
	return l.Store.PutLadder(ctx, team, before, ladder)
}

type ring struct{ *seal.Keys }

func (r ring) Get(context.Context) (*seal.Keys, error) { return r.Keys, nil }

type nobody struct{}

func (nobody) Link(context.Context, string, string, time.Duration) (string, error) { return "", nil }

func (nobody) Members(context.Context, string) ([]staff.Member, error) { return nil, nil }

// newOffice has a ticket, a complaint and a survey of wei's.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{T: t, log: &bytes.Buffer{}, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return o.now }
	o.store = &ledger{Store: memory.New(clock)}
	keys, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	desk := ticket.NewService(o.store, o.store, clock)
	o.server = web.New("Aftercare", slog.New(slog.NewJSONHandler(o.log, nil)))
	tickets.API{Tickets: desk, Keys: ring{keys}}.Register(o.server.API)
	cases := complaint.NewService(o.store, o.store, desk, regime, clock)
	complaints.API{Complaints: cases, Keys: ring{keys}}.Register(o.server.API)
	register.API{
		Complaints: cases, Causes: o.store, Findings: o.store, Exports: exports.NewService(o.store, clock), Links: nobody{}, Keys: ring{keys}, Now: clock,
	}.Register(o.server.API)
	feedback.API{Feedback: feedbacks.NewService(o.store, desk, clock), Tickets: o.store}.Register(o.server.API)
	feedback.Loops{
		Loops: loop.NewService(o.store, nil, ticket.FollowUps{Service: desk, IDs: func(context.Context, string, string) ([]string, error) {
			return []string{"0123456789AB"}, nil
		}}, clock), Links: link.NewLinks(o.store, "", clock), Keys: ring{keys},
	}.Register(o.server.API)
	feedback.Praises{Surveys: o.store, Keys: ring{keys}}.Register(o.server.API)
	feedback.Rules{Store: o.store, Now: clock}.Register(o.server.API)
	policies.API{Store: o.store, Keys: ring{keys}, Now: clock}.Register(o.server.API)
	directory.API{Staff: nobody{}, Teams: o.store}.Register(o.server.API)
	o.Handler = feedback.Pages(o.server)
	o.reset()
	return o
}

// reset begins anew with nothing but wei's ticket, complaint and survey. Building the API takes longer than most of
// what is tried on it.
func (o *office) reset() {
	o.Helper()
	o.now = o.now.Add(time.Hour) // promises are held in memory for a moment
	o.store.Store = memory.New(func() time.Time { return o.now })
	path := o.do(http.StatusCreated, wei, http.MethodPost, "/v1/tickets", `{"subject":"Wei's matter","body":"Between us."}`).Header().Get("Location")
	o.ticket = strings.TrimPrefix(path, "/v1/tickets/")
	path = o.do(http.StatusCreated, wei, http.MethodPost, "/v1/complaints", `{"subject":"Wei's complaint","statement":"Between us."}`).Header().Get("Location")
	o.complaint = strings.TrimPrefix(path, "/v1/complaints/")
	path = o.do(http.StatusAccepted, cora, http.MethodPost, "/v1/complaints/exports", `{}`).Header().Get("Location")
	o.export = strings.TrimPrefix(path, "/v1/complaints/exports/")
	o.survey = seal.NewToken()
	err := o.store.SaveSurvey(o.Context(), feedbacks.Change{Survey: feedbacks.Survey{
		ID: feedbacks.SurveyID(feedbacks.CSAT, o.ticket), Revision: 1, Kind: feedbacks.CSAT, TicketID: o.ticket, CustomerID: "wei",
		Language: "en", TokenHash: seal.HashToken(feedbacks.TokenPurpose, o.survey), AskedAt: o.now, ExpiresAt: o.now.Add(feedbacks.Life),
		State: feedbacks.Sent, Recorded: true,
	}})
	if err != nil {
		o.Fatal(err)
	}
	o.store.kept.Reset()
	o.log.Reset()
}

// send sends a request; headers come in pairs.
func (o *office) send(as *web.Caller, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	o.Helper()
	r := webtest.Request{Method: method, Path: path, Body: body, As: as, Header: map[string]string{}}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = headers[i+1]
	}
	w := webtest.Do(o, o, r)
	if w.Code >= http.StatusInternalServerError {
		o.Errorf("%s %s fell over: %d %s", method, path, w.Code, o.log)
	}
	return w
}

func (o *office) do(want int, as *web.Caller, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	o.Helper()
	w := o.send(as, method, path, body, headers...)
	if w.Code != want {
		o.Fatalf("%s %s: %d instead of %d: %.500s", method, path, w.Code, want, w.Body)
	}
	return w
}

// operation is one of the API's operations.
type operation struct{ id, method, path string }

// operations gives every operation that is described: what is added later is tried without a word here.
func (o *office) operations() []operation {
	var all []operation
	for path, item := range o.server.API.OpenAPI().Paths {
		for method, op := range map[string]string{
			http.MethodGet: idOf(item.Get), http.MethodPost: idOf(item.Post), http.MethodPut: idOf(item.Put),
			http.MethodPatch: idOf(item.Patch), http.MethodDelete: idOf(item.Delete),
		} {
			if op != "" {
				all = append(all, operation{op, method, path})
			}
		}
	}
	return all
}

// about gives the path of an operation with ids in the place of its parameters.
func (op operation) about(o *office, known bool) string {
	id, token := "0000-0000-0000", seal.NewToken()
	if known {
		id, token = o.ticket, o.survey
		if strings.HasPrefix(op.path, "/v1/complaints") {
			id = o.complaint
		}
		if strings.HasPrefix(op.path, "/v1/sla/calendars") {
			id = "always"
		}
		if strings.HasPrefix(op.path, "/v1/complaints/exports") {
			id = o.export
		}
	}
	return strings.NewReplacer("{id}", id, "{seq}", "1", "{token}", token, "{team}", "default").Replace(op.path)
}

func idOf(op *huma.Operation) string {
	if op == nil {
		return ""
	}
	return op.OperationID
}
