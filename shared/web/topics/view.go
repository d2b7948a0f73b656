package topics

import (
	"math"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/seal"
	"aftercare/shared/topic"
)

// View is a topic in a list.
type View struct {
	ID         string     `json:"id" doc:"The week in which it was found first, and a hash."`
	Version    int64      `json:"version"`
	Status     string     `json:"status" enum:"offered,article,problem,dismissed"`
	Language   string     `json:"language" enum:"en,de,zh" doc:"Of its terms."`
	Label      []string   `json:"label" doc:"Its three strongest terms, in few words."`
	Terms      []Term     `json:"terms" doc:"The first leads it: that one is counted."`
	Growth     Growth     `json:"growth"`
	People     int        `json:"people" doc:"Different customers who wrote of it in the last of the weeks."`
	Documents  int        `json:"documents" doc:"Texts of that week that hold the leading term."`
	Suggestion Suggestion `json:"suggestion"`
	Decision   *Decision  `json:"decision,omitempty" doc:"The last one; absent as long as nobody decided."`
	FirstAt    time.Time  `json:"firstAt" doc:"When it was found first."`
	FoundAt    time.Time  `json:"foundAt" doc:"And last."`
	WeeksFound int        `json:"weeksFound" doc:"In how many weeks."`
}

// Term is a word, two neighbouring words, or two Chinese characters.
type Term struct {
	Text  string  `json:"text" doc:"As most customers wrote it."`
	Cases int     `json:"cases" doc:"Texts of the week that hold it."`
	Share float64 `json:"share" doc:"Of the texts that hold the leading term; above 1 for a term that is more frequent."`
}

// Growth is how often a topic was written about.
type Growth struct {
	Count  int     `json:"count" doc:"In the last of the weeks: people, each once a day."`
	Mean   float64 `json:"mean" doc:"Of the weeks before it."`
	Factor float64 `json:"factor" doc:"count / (mean + 1), with two decimals: 2 at least when it was found."`
	Weeks  []Week  `json:"weeks" doc:"The four weeks before and the one that grew."`
}

// Week is one week of a topic.
type Week struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Count int       `json:"count"`
}

// Suggestion says which of the two it looks like, and why.
type Suggestion struct {
	Decision string `json:"decision" enum:"article,problem" doc:"problem when a third of the cases was reopened, escalated, scored 1 or 2, or became a complaint; otherwise article when half of them asks how something is done or was solved by one reply; otherwise problem."`
	Signs    []Sign `json:"signs" doc:"What it rests on."`
}

// Sign is something that some of the cases show.
type Sign struct {
	Sign  string `json:"sign" enum:"asksHow,solvedAtFirstReply,reopened,escalated,lowScore,complained"`
	Cases int    `json:"cases" doc:"That show it."`
	Of    int    `json:"of" doc:"That were looked at: the newest fifty."`
}

// Decision is what somebody made of it.
type Decision struct {
	Decision string    `json:"decision" enum:"article,problem,dismissed"`
	Note     string    `json:"note,omitempty"`
	Assignee string    `json:"assignee,omitempty"`
	By       string    `json:"by" doc:"The name of who decided, or the id."`
	At       time.Time `json:"at"`
	Count    int       `json:"count" doc:"growth.count when it was decided: a dismissed topic comes back at twice that."`
}

// Detail is a topic with what it was found in.
type Detail struct {
	View
	Examples []Example `json:"examples" doc:"Sentences of the newest cases, at most five that differ, without names, numbers, addresses and links."`
	Cases    []Case    `json:"cases" doc:"Those of the last week that the caller may see, the newest first, at most fifty."`
}

// Example is a sentence that somebody wrote.
type Example struct {
	Quote string `json:"quote" maxLength:"200"`
	Case  Case   `json:"case"`
}

// Case is where a text stands.
type Case struct {
	Kind            string    `json:"kind" enum:"ticket,survey,complaint,feedback"`
	ID              string    `json:"id"`
	Reference       string    `json:"reference,omitempty" doc:"Of a ticket or a complaint."`
	TicketID        string    `json:"ticketId,omitempty" doc:"What a survey, a complaint or feedback is about."`
	TicketReference string    `json:"ticketReference,omitempty"`
	At              time.Time `json:"at" doc:"When it was written."`
}

func viewOf(t topic.Topic) View {
	v := View{
		ID: t.ID, Version: t.Version, Status: string(t.Status), Language: t.Language, Label: append([]string{}, t.Label()...), Terms: []Term{},
		Growth:     Growth{Count: t.Count(), Mean: t.Mean(), Factor: hundredths(topic.Growth(t.Count(), t.Mean())), Weeks: []Week{}},
		People:     t.People,
		Documents:  t.Documents,
		Suggestion: Suggestion{Decision: string(t.Suggestion.Decision), Signs: []Sign{}},
		FirstAt:    t.FirstAt, FoundAt: t.FoundAt, WeeksFound: t.Found,
	}
	for _, term := range t.Terms {
		v.Terms = append(v.Terms, Term{Text: term.Text, Cases: term.Cases, Share: hundredths(float64(term.Cases) / float64(max(t.Documents, 1)))})
	}
	for _, w := range t.Weeks {
		v.Growth.Weeks = append(v.Growth.Weeks, Week(w))
	}
	for _, s := range t.Suggestion.Signs {
		v.Suggestion.Signs = append(v.Suggestion.Signs, Sign{Sign: string(s.Name), Cases: s.Cases, Of: s.Of})
	}
	if d := t.Decision; d != nil {
		v.Decision = &Decision{Decision: string(d.Decision), Note: d.Note, Assignee: d.Assignee, By: d.By.Name, At: d.At, Count: d.Count}
		if v.Decision.By == "" {
			v.Decision.By = d.By.ID
		}
	}
	return v
}

func hundredths(f float64) float64 { return math.Round(f*100) / 100 }

func caseOf(c topic.Case) Case {
	v := Case{Kind: string(c.Kind), ID: c.ID, TicketID: c.TicketID, At: c.At}
	if c.Kind == event.Ticket || c.Kind == event.Complaint {
		v.Reference = seal.Reference(c.ID)
	}
	if c.TicketID != "" {
		v.TicketReference = seal.Reference(c.TicketID)
	}
	return v
}
