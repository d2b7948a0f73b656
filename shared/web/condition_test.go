package web_test

import (
	"context"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/web"
	"aftercare/shared/web/webtest"
)

func registerCaller(s *web.Server, see func(web.Caller)) {
	huma.Register(s.API, huma.Operation{OperationID: "caller", Method: "GET", Path: "/v1/caller"},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			see(web.CallerFrom(ctx))
			return nil, nil
		})
}

func TestCondition_ExpectsTheVersionItNames(t *testing.T) {
	const anyVersion, none, malformed = 0, -1, -2
	for header, want := range map[string]int64{
		``: anyVersion, `*`: anyVersion, `"3"`: 3, ` "3" `: 3, `"9223372036854775807"`: 9223372036854775807,
		`W/"3"`: none, `"0"`: none, `"-1"`: none, `"03"`: none, `"abc"`: none, `""`: none, `"9223372036854775808"`: none,
		`3`: malformed, `"3`: malformed, `"3", "4"`: malformed, `w/"3"`: malformed, `'3'`: malformed, `"3" x`: malformed, `"a b"`: malformed,
	} {
		t.Run(header, func(t *testing.T) {
			got, err := web.Condition{IfMatch: header}.Expected()
			switch {
			case want == malformed:
				if !fault.Is(err, fault.Malformed) {
					t.Errorf("gave %v, %v", got, err)
				}
			case want == anyVersion:
				if got != nil || err != nil {
					t.Errorf("gave %v, %v", got, err)
				}
			case err != nil || got == nil || *got != want:
				t.Errorf("gave %v, %v, want %d", got, err, want)
			}
		})
	}
}

func TestCondition_RequiredAsksForTheHeader(t *testing.T) {
	if _, err := (web.Condition{}).Required(); !fault.Is(err, fault.Unguarded) {
		t.Errorf("without the header: %v", err)
	}
	if v, err := (web.Condition{IfMatch: "*"}).Required(); v != nil || err != nil {
		t.Errorf("with *: %v, %v", v, err)
	}
}

func FuzzCondition(f *testing.F) {
	f.Add(`"3"`)
	f.Add(`W/"3", *`)
	f.Fuzz(func(t *testing.T, header string) {
		v, err := web.Condition{IfMatch: header}.Expected()
		if err == nil && v != nil && *v > 0 && web.ETag(*v) == "" {
			t.Error("a version without a tag")
		}
		if err != nil && !fault.Is(err, fault.Malformed) {
			t.Errorf("refused as %v", err)
		}
	})
}

func TestReceipt_TellsOneRequestFromAnother(t *testing.T) {
	type request struct{ path, key, body string }
	send := func(r request) (receipt *event.Receipt, status int) {
		s := web.New("Receipts", newFixture().logger())
		huma.Register(s.API, huma.Operation{OperationID: "post", Method: "POST", Path: "/v1/things/{id}"},
			func(ctx context.Context, in *struct {
				named
				web.Idempotency
				Body thing
			}) (*struct{}, error) {
				receipt = in.Receipt(ctx, web.CallerFrom(ctx).ID)
				return nil, nil
			})
		w := webtest.Do(t, s, webtest.Request{Method: "POST", Path: r.path, Body: r.body, As: alice, Header: map[string]string{"Idempotency-Key": r.key}})
		return receipt, w.Code
	}
	first, _ := send(request{"/v1/things/1", "k", `{"subject":"x"}`})
	same, _ := send(request{"/v1/things/1", "k", ` { "subject" : "x" } `})
	other, _ := send(request{"/v1/things/1", "k", `{"subject":"y"}`})
	elsewhere, _ := send(request{"/v1/things/2", "k", `{"subject":"x"}`})
	without, _ := send(request{"/v1/things/1", "", `{"subject":"x"}`})
	if first == nil || first.Scope != "POST /v1/things/1 alice" || first.Key != "k" || len(first.Hash) != 64 {
		t.Fatalf("got %+v", first)
	}
	if *same != *first || other.Hash == first.Hash || elsewhere.Scope == first.Scope || without != nil {
		t.Errorf("same %+v, other %+v, elsewhere %+v, without %+v", same, other, elsewhere, without)
	}
	for _, key := range []string{"a b", "ä", "\x7f", string(make([]byte, 256))} {
		if _, status := send(request{"/v1/things/1", key, `{"subject":"x"}`}); status != 422 {
			t.Errorf("key %q answered %d", key, status)
		}
	}
}
