package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestPage_IsNeverLargerThanAFunctionMayAnswer(t *testing.T) {
	o := newOffice(t)
	long := strings.Repeat("😀", 20_000) // 80,000 bytes
	filing := `{"subject":"a","statement":"` + long + `","desiredRemedy":"` + long + `"}`
	for range 30 {
		o.do(http.StatusCreated, wei, http.MethodPost, "/v1/tickets/"+o.ticket+"/messages", `{"body":"`+long+`"}`)
		o.do(http.StatusCreated, wei, http.MethodPost, "/v1/complaints", filing)
	}
	for path, want := range map[string]int{"/v1/complaints": 31, "/v1/tickets/" + o.ticket + "/timeline": 31} {
		seen, cursor := 0, ""
		for range 40 {
			var page struct {
				Items      []json.RawMessage
				NextCursor string
			}
			w := o.do(http.StatusOK, wei, http.MethodGet, path+"?limit=100"+cursor, "")
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Body.Len() > 5<<20 {
				t.Fatalf("%s: %d bytes, %v", path, w.Body.Len(), err)
			}
			seen += len(page.Items)
			if page.NextCursor == "" {
				break
			}
			cursor = "&cursor=" + page.NextCursor
		}
		if seen != want {
			t.Errorf("%s: %d of %d", path, seen, want)
		}
	}
}
