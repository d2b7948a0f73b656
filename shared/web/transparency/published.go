package transparency

import (
	"context"
	"strings"
	"time"

	"aftercare/shared/fault"
	published "aftercare/shared/transparency"
	"aftercare/shared/web"
)

// Listed is a report that is published.
type Listed struct {
	Month       string    `json:"month" example:"2026-10"`
	Edition     int       `json:"edition" doc:"That is in force; each one corrects those before."`
	Provisional bool      `json:"provisional" doc:"It was frozen before its cut-off."`
	CutOff      time.Time `json:"cutOff" doc:"What was recorded until then is in it."`
	ApprovedAt  time.Time `json:"approvedAt"`
	Hash        string    `json:"hash" doc:"SHA-256 of its JSON."`
	Path        string    `json:"path"`
}

// Library is every report that is published.
type Library struct {
	Items    []Listed `json:"items"`
	Language string   `json:"language" doc:"Of title and text (BCP 47)."`
	Title    string   `json:"title"`
	Text     string   `json:"text" doc:"The whole page as plain text."`
}

type libraryOutput struct {
	Body Library
}

// most is how many months the public list goes back: ten years.
const most = 120

func (a API) listPublished(ctx context.Context, in *web.Spoken) (*libraryOutput, error) {
	lang := in.Chosen()
	web.Speak(ctx, lang)
	var all []published.Listing
	for after, seen := "", 0; ; {
		filings, next, err := a.Reports.Reports(ctx, after, 100)
		if err != nil {
			return nil, err
		}
		for _, f := range filings {
			if e, is, _ := f.Public(); is {
				all = append(all, published.Listing{Month: f.Month, Edition: e})
			}
		}
		seen += len(filings)
		if after = next; after == "" || seen >= most {
			break
		}
	}
	shown := published.Index(lang, a.Company, all, a.Zone)
	web.Show(ctx, shown.HTML())
	out := Library{Items: []Listed{}, Language: lang, Title: shown.Title, Text: shown.Text()}
	for _, l := range all {
		e := l.Edition
		out.Items = append(out.Items, Listed{
			Month: string(l.Month), Edition: e.Number, Provisional: e.Provisional, CutOff: e.CutOff, ApprovedAt: e.DecidedAt, Hash: e.Hash,
			Path: published.ReportsPath + "/" + string(l.Month),
		})
	}
	return &libraryOutput{Body: out}, nil
}

// Named is the part of a request that names a report and how it is to come.
type Named struct {
	Month   string `path:"month" pattern:"^20[0-9]{2}-(0[1-9]|1[0-2])$" patternDescription:"a month such as 2026-10" example:"2026-10"`
	Edition int    `query:"edition" minimum:"0" maximum:"10000" doc:"An earlier edition; that in force when absent."`
	Format  string `query:"format" enum:"json,csv,html" doc:"By Accept when absent."`
}

// document is an answer of bytes that are ready.
type document struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	ETag        string `header:"ETag"`
	Body        []byte
}

func (a API) readPublished(ctx context.Context, in *struct {
	Named
	web.Spoken
	Accept string `header:"Accept" maxLength:"2000"`
}) (*document, error) {
	lang := in.Chosen()
	web.Speak(ctx, lang)
	f, err := a.Reports.Report(ctx, published.Month(in.Month))
	if err != nil {
		return nil, err
	}
	e, err := chosen(f, in.Edition)
	if err != nil {
		return nil, err
	}
	content, err := a.Reports.Content(ctx, f.Month, e)
	if err != nil {
		return nil, err
	}
	format := in.Format
	if _, browser := web.Visited(ctx); browser {
		format = "html"
	} else if format == "" && strings.Contains(in.Accept, csvType) && !strings.Contains(in.Accept, jsonType) {
		format = "csv"
	}
	return a.written(ctx, f, e, content, format, lang)
}

// chosen gives the edition that the public may read.
func chosen(f published.Filing, number int) (published.Edition, error) {
	e, is, withdrawn := f.Public()
	if number > 0 {
		e, is = f.Edition(number)
		withdrawn = is && e.State == published.Withdrawn
		is = is && e.State == published.Approved
	}
	switch {
	case is:
		return e, nil
	case withdrawn:
		return e, fault.New(fault.Gone, "the report was withdrawn")
	}
	return e, fault.NotFound("report")
}

// written gives an edition in a format.
func (a API) written(ctx context.Context, f published.Filing, e published.Edition, content []byte, format, lang string) (*document, error) {
	out := &document{ContentType: jsonType, Body: content}
	if format == "" || format == "json" {
		return out, nil
	}
	r, err := published.Read(content)
	if err != nil {
		return nil, err
	}
	if format == "csv" {
		out.ContentType = csvType + "; charset=utf-8; header=present"
		out.Disposition = `attachment; filename="transparency-` + string(f.Month) + `.csv"`
		out.Body, err = r.CSV()
		return out, err
	}
	inForce, is, _ := f.Public()
	standing := published.Standing{Hash: e.Hash, State: e.State, DecidedAt: e.DecidedAt, Older: is && inForce.Number > e.Number}
	if e.Number > 1 {
		standing.Reason = e.Reason
	}
	out.ContentType = htmlType + "; charset=utf-8"
	out.Body = r.Page(lang, standing, a.Zone).HTML()
	web.Show(ctx, out.Body)
	return out, nil
}
