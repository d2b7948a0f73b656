package complaints

import (
	"context"
	"net/http"
	"strings"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/page"
	"aftercare/shared/redact"
	"aftercare/shared/web"
)

// letterLine is one letter of a complaint.
type letterLine struct {
	Seq       int64         `json:"seq" doc:"As in its path; of the event that it tells."`
	Document  document.Kind `json:"document" enum:"receipt,acknowledgement,inadmissible,investigation,request,holding,decision,followUp,closing"`
	WrittenAt time.Time     `json:"writtenAt"`
}

type lettersOutput struct {
	Body struct {
		Items []letterLine `json:"items"`
	}
}

// letters lists what was written to whoever complained, for those whom no mail reaches and for staff who send paper.
func (a API) letters(ctx context.Context, in *ByID) (*lettersOutput, error) {
	events, err := a.seen(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &lettersOutput{}
	out.Body.Items = []letterLine{}
	for _, e := range events {
		if kind, ok := document.Of(e); ok {
			out.Body.Items = append(out.Body.Items, letterLine{Seq: e.Seq, Document: kind, WrittenAt: e.Time})
		}
	}
	return out, nil
}

type letterInput struct {
	ByID
	Seq int64 `path:"seq" minimum:"1" maximum:"1000000" doc:"Of the letter, as the list has it."`
}

type letterOutput struct {
	Body letterView
}

type letterView struct {
	Document  document.Kind `json:"document" enum:"receipt,acknowledgement,inadmissible,investigation,request,holding,decision,followUp,closing"`
	Language  string        `json:"language"`
	WrittenAt time.Time     `json:"writtenAt"`
	Title     string        `json:"title"`
	Text      string        `json:"text" doc:"The whole letter as plain text."`
}

// letter gives one letter, as it was written but for the contact, which is the company's present one.
func (a API) letter(ctx context.Context, in *letterInput) (*letterOutput, error) {
	events, err := a.seen(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Seq > int64(len(events)) {
		return nil, fault.NotFound("letter")
	}
	if _, ok := document.Of(events[in.Seq-1]); !ok {
		return nil, fault.NotFound("letter")
	}
	d, err := document.At(events, in.Seq)
	if err != nil {
		return nil, err
	}
	if c := web.CallerFrom(ctx); c.IsStaff() && !c.Has(web.Lead, web.Compliance) { // those two print and send letters
		if r := d.Complaint.Representative; r != nil {
			d.Complaint.Representative = &complaint.Representative{Name: r.Name, Contact: redact.MaskContact(r.Contact), Authorization: r.Authorization}
		}
	}
	p, err := d.Page(d.Complaint.Language, a.House)
	if err != nil {
		return nil, err
	}
	web.Speak(ctx, p.Language)
	web.Show(ctx, p.HTML())
	return &letterOutput{Body: letterView{Document: d.Kind, Language: p.Language, WrittenAt: d.At, Title: p.Title, Text: p.Text()}}, nil
}

// seen gives the whole timeline of a complaint that the caller may see.
func (a API) seen(ctx context.Context, raw string) ([]event.Event, error) {
	id, err := parse(raw)
	if err != nil {
		return nil, err
	}
	if _, err := a.Complaints.Complaint(ctx, id, who(ctx)); err != nil {
		return nil, err
	}
	return a.Complaints.Store().Timeline(ctx, event.Complaint, id, 0, 0)
}

// Pages answers with a letter as a page to print whoever asks for HTML.
func Pages(next http.Handler) http.Handler {
	return web.Pages{
		On: func(path string) bool {
			return strings.HasPrefix(path, root+"/") && strings.Contains(path, "/documents/")
		},
		Policy: page.Policy, Problem: web.ProblemPage,
	}.Serve(next)
}
