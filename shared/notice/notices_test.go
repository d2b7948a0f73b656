package notice_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/link"
	"aftercare/shared/loop"
	"aftercare/shared/notice"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/staff"
	"aftercare/shared/ticket"
)

// phrase is a recovery phrase that everybody knows.
var phrase = strings.TrimSpace(strings.Repeat("abandon ", 11) + "about")

const caseID = "ABCDEFGHJKMN"

var (
	bo    = event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}
	lin   = event.Actor{Kind: event.Staff, ID: "lin", Name: "Lin"}
	alice = ticket.Customer{
		ID: "alice", Name: "Alice\r\nBcc: wei@example.com", Email: "alice@example.com", Assurance: ticket.Asserted, Reachable: true,
	}
)

// directory is who works here.
type directory map[string][]staff.Member

func (d directory) Members(_ context.Context, role string) ([]staff.Member, error) {
	return d[role], nil
}

// company is everything that notices come from, in memory.
type company struct {
	*office
	tickets    *ticket.Service
	complaints *complaint.Service
	notices    *notice.Notices
	staff      directory
}

func newCompany(t interface{ Fatal(...any) }) *company {
	c := &company{office: newOffice(t), staff: directory{
		"lead":       {{ID: "lin", Email: "lin@example.com"}},
		"compliance": {{ID: "cora", Email: "cora@example.com"}},
	}}
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	c.tickets = ticket.NewService(c.Store, c.Store, c.clock)
	c.complaints = complaint.NewService(c.Store, c.Store, c.tickets, regime, c.clock)
	c.notices = notice.NewNotices(c.desk, c.Store, c.Store, c.staff, notice.Letters{
		House: document.House{Company: "Example Exchange", ComplaintsEmail: "complaints@example.test", ComplaintsPhone: "+43 1 555 0100", Zone: "Europe/Vienna"},
		Links: link.NewLinks(c.Store, "https://help.example.com", c.clock),
	})
	return c
}

func (c *company) opening(id string) ticket.Opening {
	return ticket.Opening{
		ID: id, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web, Language: "en", Customer: alice,
	}
}

// told is what the rule brings here.
var told = []event.Type{
	event.TicketOpened, event.TicketReplied, event.TicketEscalated, event.SecretRedacted, event.ComplaintFiled,
	event.ComplaintAcknowledged, event.ComplaintEscalated, event.FeedbackReceived, event.SLAWarned,
	event.ComplaintMessaged, event.ComplaintInvestigated, event.ComplaintAsked, event.ComplaintDelayed, event.ComplaintProposed,
	event.ComplaintFulfilled, event.ComplaintClosed,
}

// publish brings events to the notices, each twice and in the wrong order, as queues do.
func (c *company) publish(t interface{ Fatal(...any) }, events []event.Event, err error) {
	if err != nil {
		t.Fatal(err)
	}
	events = slices.Clone(events)
	slices.Reverse(events)
	for range 2 {
		for _, e := range events {
			if slices.Contains(told, e.Type) {
				if err := c.notices.Handle(context.Background(), e.Publish()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func (c *company) open(t interface{ Fatal(...any) }, o ticket.Opening) {
	done, err := c.tickets.Open(context.Background(), o, event.Actor{Kind: event.Customer, ID: o.Customer.ID, Name: o.Customer.Name}, nil)
	c.publish(t, done.Events, err)
}

// inbox gives "address subject" of each mail since the last time.
func (c *company) inbox() []string {
	var got []string
	for _, m := range c.sent {
		got = append(got, m.To+" "+m.Subject)
	}
	c.sent = nil
	return got
}

func (c *company) wantInbox(t *testing.T, want ...string) {
	t.Helper()
	sent := slices.Clone(c.sent)
	if got := c.inbox(); !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
	for _, m := range sent {
		if strings.ContainsAny(m.To+m.Subject, "\r\n") || strings.Contains(m.Subject+m.Text, "Bcc:") || strings.Contains(m.Text, "abandon") {
			t.Errorf("unsafe: %q\n%s", m.Subject, m.Text)
		}
	}
}

const (
	replySubject   = "[ABCD-EFGH-JKMN] We have your request"
	bothSubject    = "[ABCD-EFGH-JKMN] Please move your funds now: we have your request"
	warningSubject = "[ABCD-EFGH-JKMN] Please move your funds now"
	agentSubject   = "[ABCD-EFGH-JKMN] An answer from Example Exchange support"
)

func TestAnOpeningIsAnsweredAtOnce(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*ticket.Opening)
		want   []string
		text   []string
	}{
		{"with reference and promises", func(*ticket.Opening) {}, []string{replySubject},
			[]string{"ABCD-EFGH-JKMN", "within 5 minutes", "within 24 hours"}},
		{"by the channel's promises", func(o *ticket.Opening) { o.Channel = ticket.Email }, []string{replySubject},
			[]string{"answers you within 24 hours"}},
		{"in Chinese", func(o *ticket.Opening) { o.Language = "zh-CN" }, []string{"[ABCD-EFGH-JKMN] 我们已收到您的请求"},
			[]string{"5 分钟", "24 小时"}},
		{"in English where we write nothing else", func(o *ticket.Opening) { o.Language = "fr" }, []string{replySubject}, nil},
		{"with the warning after a secret", func(o *ticket.Opening) { o.Body = phrase }, []string{bothSubject},
			[]string{"new wallet", "within 5 minutes", "within 4 hours"}},
		{"never to a machine", func(o *ticket.Opening) { o.Automatic = true }, nil, nil},
		{"not even after a secret", func(o *ticket.Opening) { o.Automatic, o.Body = true, phrase }, nil, nil},
		{"never to an address that may not be written to", func(o *ticket.Opening) { o.Customer.Reachable = false }, nil, nil},
		{"nor without one", func(o *ticket.Opening) { o.Customer.Email, o.Body = "", phrase }, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newCompany(t)
			o := c.opening(caseID)
			tc.change(&o)
			c.open(t, o)
			for _, m := range c.sent {
				for _, want := range tc.text {
					if !strings.Contains(m.Text, want) {
						t.Errorf("the text lacks %q:\n%s", want, m.Text)
					}
				}
				for _, never := range []string{"Nothing arrived", "Where is it", "Alice"} {
					if strings.Contains(m.Text+m.Subject, never) {
						t.Errorf("the text repeats the customer's %q:\n%s", never, m.Text)
					}
				}
				if m.Auto != notice.Replied {
					t.Errorf("sent as %q", m.Auto)
				}
			}
			var want []string
			for _, subject := range tc.want {
				want = append(want, "alice@example.com "+subject)
			}
			c.wantInbox(t, want...)
		})
	}
}

func TestSpamIsNotAnswered(t *testing.T) {
	c := newCompany(t)
	o := c.opening(caseID)
	done, err := c.tickets.Open(t.Context(), o, event.Actor{Kind: event.Customer, ID: o.Customer.ID}, nil)
	if err == nil {
		_, err = c.tickets.MarkSpam(t.Context(), caseID, ticket.Do{Actor: lin})
	}
	c.publish(t, done.Events, err) // the opening is told only now
	c.wantInbox(t)
}

func TestACustomerWhoCannotBeWarnedIsNotForgotten(t *testing.T) {
	c := newCompany(t)
	o := c.opening(caseID)
	o.Customer.Reachable, o.Body = false, phrase
	c.open(t, o)
	c.want(t, 0, caseID+" notice.failed automaticReplyWarning noAddress")
}

func TestEverySecretIsWarnedOfOnceWhateverTheLimit(t *testing.T) {
	c := newCompany(t)
	c.open(t, c.opening(caseID))
	for i := range notice.MaxReplies {
		c.open(t, c.opening(fmt.Sprintf("ABCDEFGHJK%02d", i)))
	}
	c.inbox()
	customer := event.Actor{Kind: event.Customer, ID: "alice"}
	for range 2 {
		done, err := c.tickets.Write(t.Context(), caseID, ticket.Reply{Body: "Here: " + phrase}, ticket.Do{Actor: customer})
		c.publish(t, done.Events, err)
	}
	c.wantInbox(t, "alice@example.com "+warningSubject, "alice@example.com "+warningSubject)
	o := c.opening("ZZZZZZZZZZZZ")
	o.Body = phrase
	c.open(t, o)
	c.wantInbox(t, "alice@example.com [ZZZZ-ZZZZ-ZZZZ] Please move your funds now")
	done, err := c.tickets.Write(t.Context(), caseID, ticket.Reply{Body: phrase, Automatic: true}, ticket.Do{Actor: customer})
	c.publish(t, done.Events, err)
	c.wantInbox(t)
}

func TestAnAgentsAnswerGoesOut(t *testing.T) {
	c := newCompany(t)
	c.open(t, c.opening(caseID))
	c.inbox()
	write := func(actor event.Actor, r ticket.Reply) {
		t.Helper()
		done, err := c.tickets.Write(t.Context(), caseID, r, ticket.Do{Actor: actor})
		c.publish(t, done.Events, err)
	}
	write(event.Actor{Kind: event.Customer, ID: "alice"}, ticket.Reply{Body: "Hello?"})
	write(bo, ticket.Reply{Body: "Ask chain.", Internal: true})
	c.wantInbox(t)
	write(bo, ticket.Reply{Body: "It has arrived."})
	if m := c.sent[0]; m.Text != "It has arrived.\n\nBo\nExample Exchange support\nYour reference: ABCD-EFGH-JKMN\n" || m.Auto != notice.Person {
		t.Errorf("sent as %q:\n%s", m.Auto, m.Text)
	}
	c.wantInbox(t, "alice@example.com "+agentSubject)
	done, err := c.tickets.Solve(t.Context(), caseID, "Solved, then.", ticket.Do{Actor: bo})
	c.publish(t, done.Events, err)
	c.wantInbox(t, "alice@example.com "+agentSubject)
}

func TestThePeopleOfALevelAreCalled(t *testing.T) {
	c := newCompany(t)
	c.staff["lead"] = append(c.staff["lead"], staff.Member{ID: "lin2", Email: "lin.two@example.com"}, staff.Member{ID: "lin3"})
	c.open(t, c.opening(caseID))
	c.inbox()
	done, err := c.tickets.Escalate(t.Context(), caseID, escalation.ByCustomer, "Too slow!", ticket.Do{Actor: event.Actor{Kind: event.Customer, ID: "alice"}})
	c.publish(t, done.Events, err)
	for _, m := range c.sent {
		for _, want := range []string{"ABCD-EFGH-JKMN", "level 1", "asked for a superior", "22 November 2026, 13:30 CET"} {
			if !strings.Contains(m.Text, want) {
				t.Errorf("the text lacks %q:\n%s", want, m.Text)
			}
		}
		if strings.Contains(m.Text, "Too slow") || strings.Contains(m.Text, "alice") {
			t.Errorf("the text tells of the customer:\n%s", m.Text)
		}
	}
	c.wantInbox(t, "lin@example.com [ABCD-EFGH-JKMN] Please take over: case at level 1",
		"lin.two@example.com [ABCD-EFGH-JKMN] Please take over: case at level 1")
	if !slices.Contains(c.notes, caseID+" notice.failed escalation noAddress") {
		t.Errorf("whom nobody could tell is not on the timeline: %q", c.notes)
	}
}

// Of a level of people exactly they hear; of a top that took nothing over, the administrators too, each once.
func TestALevelOfPeopleIsCalledAndItsReminderIsToldToAdministrators(t *testing.T) {
	c := newCompany(t)
	c.staff["agent"] = []staff.Member{{ID: "bo", Email: "bo@example.com"}, {ID: "wei", Email: "wei@example.com"}}
	c.staff["admin"] = []staff.Member{{ID: "ada", Email: "ada@example.com"}}
	ladder := escalation.Ladder{{People: []string{"bo", "gone"}, Within: time.Minute}, {People: []string{"ada"}, Role: "compliance", Within: time.Minute}}
	if err := c.PutLadder(t.Context(), "", 0, ladder); err != nil {
		t.Fatal(err)
	}
	c.open(t, c.opening(caseID))
	c.inbox()
	raise := func(cause escalation.Cause) {
		t.Helper()
		done, err := c.tickets.Escalate(t.Context(), caseID, cause, "", ticket.Do{Actor: event.Actor{Kind: event.System}})
		c.publish(t, done.Events, err)
	}
	pass := func() {
		t.Helper()
		c.time = c.time.Add(time.Hour)
		if _, err := c.tickets.Wake(t.Context(), caseID); err != nil {
			t.Fatal(err)
		}
	}
	raise(escalation.Breach)
	c.wantInbox(t, "bo@example.com [ABCD-EFGH-JKMN] Please take over: case at level 1")
	if !slices.Contains(c.notes, caseID+" notice.failed escalation noAddress") {
		t.Errorf("that somebody has left is not on the timeline: %q", c.notes)
	}
	pass()
	raise(escalation.TakeoverExpired)
	c.wantInbox(t, "ada@example.com [ABCD-EFGH-JKMN] Please take over: case at level 2", "cora@example.com [ABCD-EFGH-JKMN] Please take over: case at level 2")
	pass()
	raise(escalation.TakeoverExpired)
	if text := c.sent[len(c.sent)-1].Text; !strings.Contains(text, "This is reminder 1") || strings.Contains(text, "Why:") {
		t.Errorf("the reminder says:\n%s", text)
	}
	c.wantInbox(t, "ada@example.com [ABCD-EFGH-JKMN] Please take over: case at level 2", "cora@example.com [ABCD-EFGH-JKMN] Please take over: case at level 2")
}

func TestALevelWithoutPeopleIsSeen(t *testing.T) {
	c := newCompany(t)
	delete(c.staff, "lead")
	c.open(t, c.opening(caseID))
	c.notes = nil
	done, err := c.tickets.Escalate(t.Context(), caseID, escalation.Breach, "", ticket.Do{Actor: event.Actor{Kind: event.System}})
	c.publish(t, done.Events, err)
	if !slices.Equal(c.notes, []string{caseID + " notice.failed escalation noAddress"}) {
		t.Errorf("timeline %q", c.notes)
	}
}

// warns are promises that warn at half of the time.
func warns(to ...string) sla.Policies {
	return sla.Policies{List: []sla.Policy{{
		ID: "warns", Calendar: sla.Always, WarnAt: []float64{0.5}, WarnTo: to,
		Targets: map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(10 * time.Minute)}},
	}}}
}

func TestAWarningIsToldToTheAssigneeOnce(t *testing.T) {
	bos := "bo"
	for name, c := range map[string]struct {
		to       []string
		assignee *string
		answered bool
		want     []string
	}{
		"as the policy says":           {[]string{sla.Assignee}, &bos, false, []string{"bo@example.com [ABCD-EFGH-JKMN] Due soon: first reply"}},
		"to the bus alone":             {[]string{sla.Bus}, &bos, false, nil},
		"nobody is assigned":           {[]string{sla.Bus, sla.Assignee}, nil, false, nil},
		"it was done before the mail":  {[]string{sla.Assignee}, &bos, true, nil},
		"to both, the mail comes once": {[]string{sla.Bus, sla.Assignee}, &bos, false, []string{"bo@example.com [ABCD-EFGH-JKMN] Due soon: first reply"}},
	} {
		t.Run(name, func(t *testing.T) {
			company := newCompany(t)
			company.staff["agent"] = []staff.Member{{ID: "bo", Name: "Bo", Email: "bo@example.com"}}
			if err := company.PutPolicies(t.Context(), 0, warns(c.to...), rescheduling.Change{}); err != nil {
				t.Fatal(err)
			}
			company.open(t, company.opening(caseID))
			do := ticket.Do{Actor: bo}
			if c.assignee != nil {
				_, err := company.tickets.Edit(t.Context(), caseID, ticket.Patch{Assignee: c.assignee}, do)
				company.publish(t, nil, err)
			}
			company.inbox()
			company.time = company.time.Add(5 * time.Minute)
			_, err := company.tickets.Wake(t.Context(), caseID)
			company.publish(t, nil, err)
			if c.answered {
				_, err := company.tickets.Write(t.Context(), caseID, ticket.Reply{Body: "Soon."}, do)
				company.publish(t, nil, err)
			}
			events, err := company.Timeline(t.Context(), event.Ticket, caseID, 0, 0)
			warned := slices.DeleteFunc(events, func(e event.Event) bool { return e.Type != event.SLAWarned })
			if len(warned) != 1 {
				t.Fatalf("%d warnings", len(warned))
			}
			company.publish(t, warned, err)
			company.wantInbox(t, c.want...)
		})
	}
}

func TestALowScoreIsToldToALeadOnce(t *testing.T) {
	c := newCompany(t)
	c.open(t, c.opening(caseID))
	c.inbox()
	for _, score := range []int{5, 2, 1} {
		change, err := c.tickets.Rated(t.Context(), caseID, ticket.Feedback{SurveyID: "S", Kind: "csat", Score: score, Comment: "Bad."}, lin)
		if err == nil {
			err = c.SaveTicket(t.Context(), change)
		}
		c.publish(t, change.Events, err)
	}
	if len(c.sent) == 1 && strings.Contains(c.sent[0].Text, "Bad.") {
		t.Errorf("the text repeats the comment:\n%s", c.sent[0].Text)
	}
	c.wantInbox(t, "lin@example.com [ABCD-EFGH-JKMN] A customer is not satisfied: 2 of 5")
}

func TestWhatACustomerThinksOfTheCompanyIsNoCaseOfALead(t *testing.T) {
	c := newCompany(t)
	e := event.New(event.FeedbackReceived, noon, lin, ticket.Received{SurveyID: "S", Kind: "nps", Score: 0, Low: true}, nil)
	e.Seq, e.Aggregate = 2, event.Aggregate{Kind: event.Survey, ID: "S", Version: 2}
	c.publish(t, []event.Event{e}, nil)
	c.wantInbox(t)
}

func TestPraiseReachesTheAgentWhoHadTheCaseOnce(t *testing.T) {
	c := newCompany(t)
	c.staff["agent"] = []staff.Member{{ID: "bo", Email: "bo@example.com"}}
	c.open(t, c.opening(caseID))
	c.inbox()
	for _, given := range []ticket.Feedback{
		{Score: 5, Agent: "bo"}, {Score: 4, Agent: "bo", Comment: "Good."}, {Score: 5, Comment: "Nobody had it."},
		{Score: 5, Agent: "bo", Comment: "Bo was quick."}, {Score: 5, Agent: "bo", Comment: "Bo was very quick."},
	} {
		given.SurveyID, given.Kind = "S", "csat"
		change, err := c.tickets.Rated(t.Context(), caseID, given, event.Actor{Kind: event.Customer, ID: "alice"})
		if err == nil {
			err = c.SaveTicket(t.Context(), change)
		}
		c.publish(t, change.Events, err)
	}
	if len(c.sent) == 1 && (!strings.Contains(c.sent[0].Text, "Bo was quick.") || strings.Contains(c.sent[0].Text, "alice")) {
		t.Errorf("the agent reads:\n%s", c.sent[0].Text)
	}
	c.wantInbox(t, "bo@example.com [ABCD-EFGH-JKMN] Praise from a customer")
}

func TestTheCustomerIsAskedWhetherItIsPutRightAndLeadsHear(t *testing.T) {
	c := newCompany(t)
	o := c.opening(caseID)
	o.Language = "de"
	c.open(t, o)
	c.inbox()
	happened := func(kind event.Type, seq int64, data any) {
		t.Helper()
		e := event.New(kind, noon, event.Actor{Kind: event.System}, data, nil)
		e.Seq, e.Aggregate = seq, event.Aggregate{Kind: event.Loop, ID: "S", Version: seq}
		for range 2 {
			if err := c.notices.Handle(t.Context(), e.Publish()); err != nil {
				t.Fatal(err)
			}
		}
	}
	happened(event.FeedbackLoopOpened, 1, loop.OpenedData{Kind: "csat", Score: 1, Highest: 5, TicketID: caseID})
	c.wantInbox(t) // of these leads hear by the score
	happened(event.FeedbackLoopOpened, 2, loop.OpenedData{Kind: "nps", Score: 3, Highest: 10, TicketID: caseID})
	c.wantInbox(t, "lin@example.com [ABCD-EFGH-JKMN] A customer wrote why: 3 of 10")
	happened(event.FeedbackLoopAsked, 3, loop.AskedData{TicketID: caseID})
	if len(c.sent) != 1 || !strings.Contains(c.sent[0].Text, "https://help.example.com/v1/public/follow-ups/") {
		t.Errorf("the customer reads %+v", c.sent)
	}
	c.wantInbox(t, "alice@example.com [ABCD-EFGH-JKMN] Ist es jetzt in Ordnung?")
	happened(event.FeedbackLoopContradicted, 4, loop.AnsweredData{TicketID: caseID})
	happened(event.FeedbackLoopContradicted, 5, loop.AnsweredData{TicketID: caseID, Changed: true}) // in other words
	c.wantInbox(t, "lin@example.com [ABCD-EFGH-JKMN] A customer contradicts: it is not put right")
}

func TestAComplaintIsConfirmedJudgedAndEscalatedByMail(t *testing.T) {
	c := newCompany(t)
	c.open(t, c.opening(caseID))
	c.inbox()
	file := func(id, statement string) {
		t.Helper()
		done, err := c.complaints.File(t.Context(), complaint.FilingCommand{
			ID: id, FilingText: complaint.FilingText{Subject: "Fee", Statement: statement}, Customer: alice, Channel: ticket.Web,
		}, complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: "alice"}})
		c.publish(t, done.Events, err)
	}
	cora := complaint.Do{Who: complaint.Who{Actor: event.Actor{Kind: event.Staff, ID: "cora"}, Groups: []string{"compliance"}}}
	file("0123456789AB", "I was charged twice.")
	for _, want := range []string{"0123-4567-89AB", "complaints@example.test", "22 November 2026, 13:00 CET", "I was charged twice.", "decision by: 7 December 2026"} {
		if !strings.Contains(c.sent[0].Text, want) {
			t.Errorf("the receipt lacks %q:\n%s", want, c.sent[0].Text)
		}
	}
	c.wantInbox(t, "alice@example.com [0123-4567-89AB] We have received your complaint")

	done, err := c.complaints.Acknowledge(t.Context(), "0123456789AB", complaint.Verdict{Admissible: true}, cora)
	c.publish(t, done.Events, err)
	c.wantInbox(t, "alice@example.com [0123-4567-89AB] We are taking up your complaint")
	done, err = c.complaints.Escalate(t.Context(), "0123456789AB", escalation.Breach, "", complaint.Do{Who: complaint.System})
	c.publish(t, done.Events, err)
	c.wantInbox(t, "lin@example.com [0123-4567-89AB] Please take over: complaint at level 1")

	file("0123456789AC", "My phrase is "+phrase)
	c.wantInbox(t, "alice@example.com [0123-4567-89AC] Please move your funds now",
		"alice@example.com [0123-4567-89AC] We have received your complaint")
	done, err = c.complaints.Acknowledge(t.Context(), "0123456789AC", complaint.Verdict{Reasons: "This is not about us."}, cora)
	c.publish(t, done.Events, err)
	if text := c.sent[0].Text; !strings.Contains(text, "This is not about us.") || !strings.Contains(text, "My phrase is [removed") {
		t.Errorf("the letter lacks the reasons or the copy:\n%s", text)
	}
	c.wantInbox(t, "alice@example.com [0123-4567-89AC] We cannot take up your complaint")
}

func TestAGuestGetsALinkToTheLetterAndOneToTheComplaint(t *testing.T) {
	c := newCompany(t)
	guest := ticket.Customer{ID: "guest-0123456789AB", Email: "wei@example.test", Assurance: ticket.Unverified, Reachable: true}
	done, err := c.complaints.File(t.Context(), complaint.FilingCommand{
		ID: "0123456789AB", FilingText: complaint.FilingText{Subject: "Fee", Statement: "Twice.", Language: "de"}, Customer: guest,
		Channel: ticket.Web, Guest: true,
	}, complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: guest.ID}})
	c.publish(t, done.Events, err)
	text := c.sent[0].Text
	for _, want := range []string{"https://help.example.com/v1/public/documents/", "https://help.example.com/v1/public/complaints/"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("the receipt has not one link %s:\n%s", want, text)
		}
	}
	c.wantInbox(t, "wei@example.test [0123-4567-89AB] Wir haben Ihre Beschwerde erhalten")
}

func TestWhatStaffWriteToAComplainantIsMailed(t *testing.T) {
	c := newCompany(t)
	done, err := c.complaints.File(t.Context(), complaint.FilingCommand{
		ID: "0123456789AB", FilingText: complaint.FilingText{Subject: "Fee", Statement: "Twice."}, Customer: alice, Channel: ticket.Web,
	}, complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: "alice"}})
	c.publish(t, done.Events, err)
	c.inbox()
	for _, who := range []complaint.Who{
		{Actor: event.Actor{Kind: event.Customer, ID: "alice"}}, {Actor: lin, Groups: []string{"lead"}},
	} {
		done, err = c.complaints.Write(t.Context(), "0123456789AB", "From "+who.Actor.ID, complaint.Do{Who: who})
		c.publish(t, done.Events, err)
	}
	if len(c.sent) != 1 || !strings.Contains(c.sent[0].Text, "From lin") {
		t.Errorf("sent %v", c.sent)
	}
}

func TestAnEventOfAnotherTypeIsRefused(t *testing.T) {
	c := newCompany(t)
	for _, e := range []event.Detail{
		{Type: event.TicketClosed, Aggregate: event.Aggregate{Kind: event.Ticket, ID: caseID}},
		{Type: event.TicketOpened, Aggregate: event.Aggregate{Kind: event.Ticket, ID: caseID}, Data: []byte("[")},
		{Type: event.TicketOpened, Aggregate: event.Aggregate{Kind: event.Ticket, ID: caseID}, Data: []byte("{}")},
	} {
		if err := c.notices.Handle(t.Context(), e); err == nil || e.Data == nil && !fault.Is(err, fault.Malformed) {
			t.Errorf("%s gave %v", e.Type, err)
		}
	}
}

// Whatever customers and machines write, at whatever pace: a ticket has at most one automatic reply, an address at
// most ten in any three hours, and every secret of a person's is warned of.
func TestAutomaticRepliesStayWithinTheirLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCompany(t)
		warnings := 0
		for i := range rapid.IntRange(1, 40).Draw(t, "contacts") {
			o := c.opening(fmt.Sprintf("ABCDEFGHJK%02d", i))
			o.Automatic = rapid.IntRange(0, 4).Draw(t, "machine") == 0
			if rapid.IntRange(0, 3).Draw(t, "secret") == 0 {
				o.Body = phrase
				if !o.Automatic {
					warnings++
				}
			}
			c.open(t, o)
			c.time = c.time.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "minutes")) * time.Minute)
		}
		perTicket, warned := map[string]int{}, 0
		var replies []time.Time
		for i, m := range c.sent {
			if strings.HasSuffix(m.Subject, "e have your request") {
				perTicket[m.Subject[:16]]++
				replies = append(replies, c.at[i])
			}
			if strings.Contains(m.Subject, "Please move your funds now") {
				warned++
			}
		}
		for reference, n := range perTicket {
			if n > 1 {
				t.Fatalf("%s has %d automatic replies", reference, n)
			}
		}
		for i := notice.MaxReplies; i < len(replies); i++ {
			if replies[i].Sub(replies[i-notice.MaxReplies]) <= notice.ReplyWindow {
				t.Fatalf("eleven replies from %s to %s", replies[i-notice.MaxReplies], replies[i])
			}
		}
		if warned != warnings {
			t.Fatalf("%d warnings for %d secrets", warned, warnings)
		}
	})
}
