// Package documents is the HTTP API of what people read of the complaint procedure without signing in: what is published
// of it, and letters behind the links in mails.
package documents

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/document"
	"aftercare/shared/link"
	"aftercare/shared/page"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// API serves the published pages and letters. Serve it through [Pages], which answers browsers with pages.
type API struct {
	Letters   *link.Letters
	Published document.Published
}

const (
	tag     = "Documents"
	letters = web.PublicPrefix + "documents/"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readDocument", Method: http.MethodGet, Path: letters + "{token}", Tags: []string{tag}, Errors: []int{http.StatusGone},
		Summary: "Read a letter of the complaint procedure",
		Description: "The letter as it was written, whatever has happened since. As a page that prints well and needs nothing else, " +
			"for Accept: text/html. A link ends after 90 days, or when the complaint's links are revoked: 410.",
	}), a.letter)
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readComplaintsProcedure", Method: http.MethodGet, Path: document.PublishedPath, Tags: []string{tag},
		Summary:     "Read how complaints are handled",
		Description: "Procedure, timeframes, languages and contact, as published; a page with a form to complain for Accept: text/html.",
	}), a.published)
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readComplaintTemplate", Method: http.MethodGet, Path: document.TemplatePath, Tags: []string{tag},
		Summary:     "Read the template for complaints",
		Description: "The fields of the Annex of Delegated Regulation (EU) 2025/294; as a page to print for Accept: text/html.",
	}), a.template)
}

// Pages answers browsers with pages where next answers with JSON.
func Pages(next http.Handler) http.Handler {
	return web.Pages{
		On: func(path string) bool {
			return strings.HasPrefix(path, letters) || path == document.PublishedPath || path == document.TemplatePath
		},
		Policy: page.Policy, Problem: web.ProblemPage,
	}.Serve(next)
}

// Letter is a letter for programs.
type Letter struct {
	Kind      string    `json:"kind" enum:"receipt,acknowledgement,inadmissible,investigation,request,holding,decision,followUp,closing"`
	Reference string    `json:"reference" doc:"Of the complaint."`
	Language  string    `json:"language" doc:"In which it was written (BCP 47)."`
	WrittenAt time.Time `json:"writtenAt"`
	ExpiresAt time.Time `json:"expiresAt" doc:"From then on the link opens nothing."`
	Title     string    `json:"title"`
	Text      string    `json:"text" doc:"The whole letter as plain text."`
}

type letterOutput struct {
	Body Letter
}

func (a API) letter(ctx context.Context, in *struct {
	Token string `path:"token" doc:"From the link in the mail."`
}) (*letterOutput, error) {
	l, d, p, err := a.Letters.Read(ctx, in.Token)
	if l.Language != "" {
		web.Speak(ctx, l.Language)
	}
	if err != nil {
		return nil, err
	}
	web.Show(ctx, p.HTML())
	return &letterOutput{Body: Letter{
		Kind: string(d.Kind), Reference: seal.Reference(d.Complaint.ID), Language: p.Language, WrittenAt: d.At,
		ExpiresAt: l.ExpiresAt, Title: p.Title, Text: p.Text(),
	}}, nil
}
