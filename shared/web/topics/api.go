// Package topics is the HTTP API of topics: what customers write about more often than before, and what is decided of it.
package topics

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/topic"
	"aftercare/shared/web"
)

// API serves topics.
type API struct {
	Topics topic.Service
	Keys   web.Keys
	Now    func() time.Time
}

const (
	tag  = "Topics"
	root = "/v1/topics"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, method, path, summary, description string, guard web.Guard) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: root + path, Summary: summary, Description: description, Tags: []string{tag}}
		return web.Guarded(o, guard)
	}
	huma.Register(api, op("listTopics", http.MethodGet, "", "List what customers write about more often than before",
		"Staff only. By when they were found last, newest first. A topic is led by a term that different customers wrote at least five times in the "+
			"last seven whole days (a person counts once a day), at least three of them, and at least twice as often as in the mean week of the four before, plus one. "+
			"The other terms grow as well, and stand in the same texts: half of the texts that hold either hold both.", staff), a.list)
	huma.Register(api, op("readTopic", http.MethodGet, "/{id}", "Read a topic, with examples and cases",
		"Staff only. Agents see its complaints in no list and no example.", staff), a.read)
	huma.Register(api, op("decideTopic", http.MethodPost, "/{id}/decision", "Decide what becomes of a topic",
		"Leads and administrators. An article to write, a problem for the product team, or neither: then it stays quiet until it is counted twice as often. "+
			"It may be decided again. topic.decided goes out on the bus, with the cases.", mayDecide), a.decide)
}

func staff(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "topics are for staff")
	}
	return nil
}

func mayDecide(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).Has(web.Lead, web.Admin) {
		return fault.New(fault.Forbidden, "leads and administrators decide on topics")
	}
	return nil
}

// sees reports whether the caller may see that a case exists: agents see complaints through their tickets alone.
func sees(ctx context.Context, c topic.Case) bool {
	return c.Kind != event.Complaint || web.CallerFrom(ctx).Has(web.Lead, web.Compliance, web.Admin)
}

// ByID is the part of a request that names a topic. It is exported for huma, which reads no other embedded struct.
type ByID struct {
	ID string `path:"id" maxLength:"64" example:"2026-W46-f30f3809dad4"`
}

func (a API) read(ctx context.Context, in *ByID) (*web.Resource[Detail], error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	t, err := a.Topics.Store.Topic(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return a.detail(ctx, t)
}

func (a API) detail(ctx context.Context, t topic.Topic) (*web.Resource[Detail], error) {
	quoteOf, err := a.Topics.Quotes(ctx, t)
	if err != nil {
		return nil, err
	}
	d := Detail{View: viewOf(t), Cases: []Case{}, Examples: []Example{}}
	for i, c := range t.Cases {
		if !sees(ctx, c) {
			continue
		}
		d.Cases = append(d.Cases, caseOf(c))
		if len(d.Examples) == maxExamples || i >= maxLooked {
			continue
		}
		text, found, err := a.Topics.TextOf(ctx, c)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		if quote := quoteOf(text); quote != "" && !slices.ContainsFunc(d.Examples, func(e Example) bool { return e.Quote == quote }) {
			d.Examples = append(d.Examples, Example{Quote: quote, Case: caseOf(c)})
		}
	}
	return web.NewResource(d, t.Version), nil
}

// Bounds of what is read for examples.
const (
	maxExamples = 5
	maxLooked   = 15
)

func (a API) decide(ctx context.Context, in *struct {
	ByID
	web.Condition
	web.Idempotency
	Body struct {
		Decision string `json:"decision" enum:"article,problem,dismissed"`
		Note     string `json:"note,omitempty" maxLength:"20000" doc:"Why, or what is to be done. Not published."`
		Assignee string `json:"assignee,omitempty" maxLength:"200" doc:"Who does it: the id of a person, as GET /v1/staff lists it, or of a team, as GET /v1/teams does."`
	}
}) (*web.Resource[Detail], error) {
	if err := mayDecide(ctx, nil); err != nil {
		return nil, err
	}
	version, err := in.Expected()
	if err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	t, err := a.Topics.Decide(ctx, in.ID, topic.Deciding{
		Verdict: topic.Verdict{Decision: topic.Status(in.Body.Decision), Note: in.Body.Note, Assignee: in.Body.Assignee},
		Do:      topic.Do{Now: a.Now(), Actor: c.Actor(), Correlation: event.CorrelationFrom(ctx)},
		Version: version, Receipt: in.Receipt(ctx, c.ID),
	})
	if err != nil {
		return nil, err
	}
	return a.detail(ctx, t)
}
