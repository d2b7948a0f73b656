package reference_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"aftercare/shared/web"
	"aftercare/shared/web/reference"
	"aftercare/shared/web/webtest"
)

func get(t *testing.T, path string, as *web.Caller) (int, http.Header, string) {
	t.Helper()
	server, err := reference.New(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w := webtest.Do(t, server, webtest.Request{Method: "GET", Path: path, As: as})
	return w.Code, w.Header(), w.Body.String()
}

func TestDocument_IsServedWithATokenAndInPublic(t *testing.T) {
	alice := &web.Caller{ID: "alice"}
	for _, name := range []string{"openapi.json", "docs"} {
		if status, _, _ := get(t, "/"+name, nil); status != 401 {
			t.Errorf("/%s without a token answered %d", name, status)
		}
		_, _, private := get(t, "/"+name, alice)
		status, header, public := get(t, "/v1/public/"+name, nil)
		if status != 200 || public == "" || public != private {
			t.Errorf("%s answered %d, %d and %d bytes", name, status, len(public), len(private))
		}
		if header.Get("Referrer-Policy") != "no-referrer" || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s has headers %v", name, header)
		}
	}
}

func TestDocument_IsOpenAPIWithEveryOperationDescribed(t *testing.T) {
	_, header, raw := get(t, "/v1/public/openapi.json", nil)
	if header.Get("Content-Type") != "application/json" {
		t.Errorf("came as %q", header.Get("Content-Type"))
	}
	var d struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID, Summary string
			Tags                 []string
			Security             []map[string][]string
			Responses            map[string]any
		}
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal([]byte(raw), &d); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(d.OpenAPI, "3.1") || d.Components.Schemas["Problem"] == nil || len(d.Paths) == 0 {
		t.Errorf("version %q with %d paths", d.OpenAPI, len(d.Paths))
	}
	ids := map[string]bool{}
	for path, item := range d.Paths {
		for method, op := range item {
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) == 0 || op.Responses["500"] == nil || op.Responses["default"] != nil {
				t.Errorf("%s %s lacks its id, summary, tag or problems", method, path)
			}
			if ids[op.OperationID] {
				t.Errorf("%s is two operations", op.OperationID)
			}
			ids[op.OperationID] = true
			if public := strings.HasPrefix(path, web.PublicPrefix); public != (len(op.Security) == 0) {
				t.Errorf("%s %s says the wrong thing of tokens: %v", method, path, op.Security)
			}
		}
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(raw, -1) {
		if d.Components.Schemas[ref[1]] == nil {
			t.Errorf("schema %s is not there", ref[1])
		}
	}
}

func TestPage_ShowsEveryOperationWithoutAnythingFromElsewhere(t *testing.T) {
	_, header, page := get(t, "/v1/public/docs", nil)
	if header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("headers %v", header)
	}
	for path := range reference.Document().Paths {
		if !strings.Contains(page, ">"+path+"<") {
			t.Errorf("%s is not on the page", path)
		}
	}
	for _, outside := range []string{"<script", "http://", "https://", "<link", "@import"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page holds %s", outside)
		}
	}
	ids := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[id[1]] {
			t.Errorf("id %s is there twice", id[1])
		}
		ids[id[1]] = true
	}
	for _, link := range regexp.MustCompile(` href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[link[1]] {
			t.Errorf("a link leads to %s, which is not there", link[1])
		}
	}
	if bytes.Contains([]byte(page), []byte("<no value>")) {
		t.Error("the page has a hole")
	}
}

func TestWhatMayBeLeftOutOfABodyMayBeNull(t *testing.T) {
	_, _, text := get(t, "/v1/public/openapi.json", nil)
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Type  any   `json:"type"`
					Enum  []any `json:"enum"`
					OneOf []any `json:"oneOf"`
				} `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	event := document.Components.Schemas["PoliciesSimulatedEvent"].Properties
	if fmt.Sprint(event["visibility"].Type, event["visibility"].Enum) != "[string null] [public internal <nil>]" {
		t.Errorf("an optional member is %+v", event["visibility"])
	}
	if opened := document.Components.Schemas["TicketsOpening"].Properties["transaction"]; len(opened.OneOf) != 2 {
		t.Errorf("an optional object is %+v", opened)
	}
	if fmt.Sprint(event["at"].Type) != "string" {
		t.Errorf("a required member is %+v", event["at"])
	}
}
