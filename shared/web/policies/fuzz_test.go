package policies_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"aftercare/shared/memory"
	"aftercare/shared/web/policies"
	"aftercare/shared/web/webtest"
)

// slot is storage that is replaced while the API above it stays.
type slot struct{ *memory.Store }

// FuzzCalendar sets whatever comes as a calendar: it is refused, or read back so that it can be set again.
func FuzzCalendar(f *testing.F) {
	for _, seed := range []string{office, night, `{"timeZone":"UTC","hours":{"sun":["24:00-24:00"]},"holidays":[{"from":""},null,{}]}`, `[]`, `{"hours":null}`} {
		f.Add(seed)
	}
	kept := &slot{}
	d := newDesk(f)
	d.serve(kept)
	f.Fuzz(func(t *testing.T, body string) {
		kept.Store = memory.New(now)
		put := webtest.Request{Method: http.MethodPut, Path: berlin, Body: body, As: lin}
		w := webtest.Do(t, d.server, put)
		if w.Code != http.StatusCreated {
			if !slices.Contains([]int{400, 413, 415, 422}, w.Code) {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			return
		}
		put.Body, put.Header = w.Body.String(), map[string]string{"If-Match": `"1"`}
		if again := webtest.Do(t, d.server, put); again.Code != http.StatusOK || again.Body.String() != w.Body.String() {
			t.Fatalf("%s is set again as %d %s", w.Body, again.Code, again.Body)
		}
	})
}

// FuzzSimulation tries whatever comes: it is refused, or told.
func FuzzSimulation(f *testing.F) {
	for _, seed := range []string{easter, `{"events":[{"at":"0001-01-01T00:00:00Z","type":"opened"}],"asOf":"9999-12-31T23:59:59Z"}`, `{}`} {
		f.Add(seed)
	}
	d := newDesk(f)
	f.Fuzz(func(t *testing.T, body string) {
		w := webtest.Do(t, d.server, webtest.Request{Method: http.MethodPost, Path: simulations, Body: body, As: lin})
		if !slices.Contains([]int{200, 400, 413, 415, 422}, w.Code) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	})
}

func FuzzHoliday(f *testing.F) {
	for _, seed := range []string{`"2026-04-03"`, `{"from":"2026-04-03"}`, `{"from":"2026-04-03","to":"2026-04-04","name":"x"}`, `null`, `7`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var h, again policies.Holiday
		if json.Unmarshal(raw, &h) != nil {
			return
		}
		written, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &again); err != nil || h != again {
			t.Fatalf("%s is read as %+v, and then as %+v: %v", raw, h, again, err)
		}
	})
}
