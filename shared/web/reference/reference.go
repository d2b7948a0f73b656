// Package reference serves the document of all APIs: as OpenAPI 3.1 for machines, and as a page for people.
package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/web"
)

// title names the document.
const title = "Aftercare"

// New gives the server of the document: at /openapi.json and /docs for those with a token, as everything outside of
// /v1/public/, and at /v1/public/openapi.json and /v1/public/docs for everybody.
func New(log *slog.Logger) (*web.Server, error) {
	document := Document()
	machine, err := json.Marshal(document)
	if err != nil {
		return nil, fmt.Errorf("the OpenAPI document does not encode: %w", err)
	}
	var person bytes.Buffer
	if err := page.Execute(&person, view(document)); err != nil {
		return nil, fmt.Errorf("the page of the document: %w", err)
	}
	s := web.New(title, log)
	for _, prefix := range []string{"/", web.PublicPrefix} {
		serve(s.API, prefix+"openapi.json", "application/json", machine)
		serve(s.API, prefix+"docs", "text/html; charset=utf-8", person.Bytes())
	}
	return s, nil
}

// Document gives the document of all APIs in one.
func Document() *huma.OpenAPI {
	api := web.New(title, slog.New(slog.DiscardHandler)).API
	for _, register := range apis {
		register(api)
	}
	document := api.OpenAPI()
	document.Info.Description = about
	nullable(document)
	return document
}

const about = `Support after the sale: tickets with promised times, complaints with their deadlines, and how satisfied people were.

Everything outside of /v1/public/ needs an ID token: Authorization: Bearer <token>. A POST may carry an Idempotency-Key, so that it can be repeated without a second effect. Resources have a version, which is their ETag; a PATCH names the one it has seen in If-Match. Lists are read page by page with limit and cursor. Times are RFC 3339 in UTC, durations are like 1h30m. What goes wrong is told by a problem document (RFC 9457), which never repeats a value that was sent.`

type content struct {
	ContentType string `header:"Content-Type"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

func serve(api huma.API, path, contentType string, body []byte) {
	op := huma.Operation{OperationID: "GET " + path, Method: "GET", Path: path, Hidden: true}
	huma.Register(api, op, func(context.Context, *struct{}) (*content, error) {
		return &content{ContentType: contentType, Policy: "default-src 'none'; style-src 'unsafe-inline'", Body: body}, nil
	})
}
