package tickets_test

import (
	"net/http"
	"strings"
	"testing"

	"aftercare/shared/web"
)

// operation is one request about a ticket that is there.
type operation struct {
	name, method, path, body string
	headers                  []string
	staff                    bool // customers get 403 for their own
	lead                     bool // agents, too
}

func operations() []operation {
	match := []string{"If-Match", `"1"`}
	return []operation{
		{"read", http.MethodGet, "", "", nil, false, false},
		{"timeline", http.MethodGet, "/timeline", "", nil, false, false},
		{"item", http.MethodGet, "/timeline/1", "", nil, false, false},
		{"message", http.MethodPost, "/messages", `{"body":"Hello?"}`, nil, false, false},
		{"reopening", http.MethodPost, "/reopening", `{"reason":"No."}`, nil, false, false},
		{"escalation", http.MethodPost, "/escalation", `{"reason":"Too slow."}`, nil, false, false},
		{"change", http.MethodPatch, "", `{"priority":"high"}`, match, true, false},
		{"solution", http.MethodPost, "/solution", `{"body":"Done."}`, nil, true, false},
		{"merge", http.MethodPost, "/merge", `{"into":"0000-0000-0000"}`, nil, true, false},
		{"takeover", http.MethodPost, "/escalation/takeover", "", nil, true, false},
		{"de-escalation", http.MethodPost, "/de-escalation", `{"reason":"Settled."}`, nil, true, true},
	}
}

// To a foreign customer a ticket is not there, whatever else is wrong with the request.
func TestAForeignCustomerCannotTellThatATicketIsThere(t *testing.T) {
	for _, o := range operations() {
		for name, change := range map[string]func(*operation){
			"as it should be": func(*operation) {},
			"with a stale version": func(o *operation) {
				o.headers = []string{"If-Match", `"7"`}
			},
			"without a version":    func(o *operation) { o.headers = nil },
			"with a broken tag":    func(o *operation) { o.headers = []string{"If-Match", "7"} },
			"with a broken body":   func(o *operation) { o.body = `{` },
			"with a wrong type":    func(o *operation) { o.body = `{"body":1,"reason":1,"priority":1}` },
			"with unknown fields":  func(o *operation) { o.body = `{"colour":"red"}` },
			"with no body":         func(o *operation) { o.body = "" },
			"with a broken key":    func(o *operation) { o.headers = append(o.headers, "Idempotency-Key", "a b") },
			"with another type":    func(o *operation) { o.headers = append(o.headers, "Content-Type", "text/plain") },
			"with a broken cursor": func(o *operation) { o.path += "?cursor=xx&limit=0" },
		} {
			t.Run(o.name+" "+name, func(t *testing.T) {
				d := newDesk(t)
				path := d.opened()
				o := o
				change(&o)
				foreign := d.do(http.StatusNotFound, wei, o.method, path+o.path, o.body, o.headers...)
				absent := d.do(http.StatusNotFound, wei, o.method, root+"/0000-0000-0000"+o.path, o.body, o.headers...)
				if foreign.Body.String() != absent.Body.String() {
					t.Errorf("what is foreign answers %s, what is absent %s", foreign.Body, absent.Body)
				}
			})
		}
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	for _, o := range operations() {
		for _, who := range []*web.Caller{alice, bo, lin, cora, ada} {
			t.Run(o.name+" by "+who.ID, func(t *testing.T) {
				d := newDesk(t)
				path := d.opened()
				got := d.send(who, o.method, path+o.path, o.body, o.headers...)
				forbidden := o.staff && who == alice || o.lead && who == bo
				if (got.Code == http.StatusForbidden) != forbidden {
					t.Errorf("answered %d: %s", got.Code, got.Body)
				}
			})
		}
	}
}

func TestPermissionComesBeforeEverythingElse(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	for name, o := range map[string]operation{
		"no version":    {method: http.MethodPatch, body: `{"priority":"high"}`},
		"stale version": {method: http.MethodPatch, body: `{"priority":"high"}`, headers: []string{"If-Match", `"9"`}},
		"broken JSON":   {method: http.MethodPatch, body: `{`},
		"wrong value":   {method: http.MethodPost, path: "/solution", body: `{"body":1}`},
		"wrong state":   {method: http.MethodPost, path: "/de-escalation", body: `{"reason":"x"}`},
		"wrong shape":   {method: http.MethodPost, path: "/de-escalation", body: `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			d.T = t
			d.do(http.StatusForbidden, alice, o.method, path+o.path, o.body, o.headers...)
		})
	}
}

func TestChecksGoFromJSONToValuesToStateToRules(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.post(http.StatusBadRequest, bo, path+"/reopening", `{`)
	d.post(http.StatusUnprocessableEntity, bo, path+"/reopening", `{}`)
	d.post(http.StatusUnprocessableEntity, bo, path+"/reopening", `{"reason":""}`)
	d.post(http.StatusConflict, bo, path+"/reopening", `{"reason":"Once more."}`)
	d.post(http.StatusPreconditionFailed, bo, path+"/reopening", `{"reason":"Once more."}`, "If-Match", `"9"`)
	d.post(http.StatusUnsupportedMediaType, bo, path+"/reopening", `{}`, "Content-Type", "text/plain")
	d.post(http.StatusRequestEntityTooLarge, bo, path+"/reopening", `{"reason":"`+strings.Repeat("x", 256<<10)+`"}`)
}

func TestWithoutATokenNobodyIsServed(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	for _, o := range operations() {
		d.do(http.StatusUnauthorized, nil, o.method, path+o.path, o.body, o.headers...)
	}
	d.post(http.StatusUnauthorized, nil, root, plain)
	d.get(http.StatusUnauthorized, nil, root)
}

// Embedded inputs must be exported, or the path's id never arrives: every operation answers for the id that it names,
// in each way that people write it.
func TestIdsOfThePathArriveHoweverTheyAreWritten(t *testing.T) {
	for _, o := range operations() {
		t.Run(o.name, func(t *testing.T) {
			d := newDesk(t)
			a := d.post(http.StatusCreated, alice, root, plain)
			for _, id := range []any{a.at("id"), a.at("reference"), strings.ToLower(a.at("reference").(string))} {
				got := d.send(lin, o.method, root+"/"+id.(string)+o.path, o.body, o.headers...)
				if got.Code == http.StatusNotFound {
					t.Errorf("%s is not found", id)
				}
			}
			d.do(http.StatusNotFound, lin, o.method, root+"/nonsense"+o.path, o.body, o.headers...)
		})
	}
}

func TestOnlyALeadOrWhoTookOverMovesDown(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.post(http.StatusOK, alice, path+"/escalation", `{"reason":"Too slow."}`)
	d.post(http.StatusForbidden, bo, path+"/escalation/takeover", "")
	d.wants(d.post(http.StatusOK, lin, path+"/escalation/takeover", ""), map[string]any{"assignee": "lin", "escalation.by": "lin"})
	d.post(http.StatusForbidden, bo, path+"/de-escalation", `{"reason":"Settled."}`)
	d.wants(d.post(http.StatusOK, cora, path+"/de-escalation", `{"reason":"Settled."}`), map[string]any{"escalation.level": 0.0})
	d.post(http.StatusConflict, ada, path+"/de-escalation", `{"reason":"Settled."}`)
}
