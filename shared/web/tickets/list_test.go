package tickets_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"aftercare/shared/web"
)

// six opens tickets of alice, a minute apart, and gives their ids in order.
func (d *desk) six(as *web.Caller) []any {
	d.Helper()
	var ids []any
	for i := range 6 {
		ids = append(ids, d.post(http.StatusCreated, as, root, fmt.Sprintf(`{"subject":"Number %d","body":"Hello.","transaction":{"chain":"bitcoin","hash":"aa","address":"bc1q"}}`, i)).at("id"))
		d.now = d.now.Add(time.Minute)
	}
	return ids
}

func reversed(ids []any) []any {
	out := slices.Clone(ids)
	slices.Reverse(out)
	return out
}

// walk reads a whole list, page by page.
func (d *desk) walk(as *web.Caller, path string, limit int) []any {
	d.Helper()
	var all []any
	for cursor := ""; ; {
		a := d.get(http.StatusOK, as, fmt.Sprintf("%s&limit=%d%s", path, limit, cursor))
		all = append(all, a.items("id")...)
		next, more := a.at("nextCursor").(string)
		if !more {
			return all
		}
		if len(all) > 100 {
			d.Fatal("the list does not end")
		}
		cursor = "&cursor=" + next
	}
}

func TestACustomerListsTheirOwnNewestFirst(t *testing.T) {
	d := newDesk(t)
	d.six(wei)
	ids := d.six(alice)
	for _, limit := range []int{1, 4, 6, 7, 100} {
		if got := d.walk(alice, root+"?", limit); !slices.Equal(got, reversed(ids)) {
			t.Errorf("by pages of %d alice lists %v, want %v", limit, got, reversed(ids))
		}
	}
	d.post(http.StatusOK, bo, root+"/"+ids[0].(string)+"/solution", "")
	if got := d.walk(alice, root+"?status=solved", 1); !slices.Equal(got, ids[:1]) {
		t.Errorf("solved are %v", got)
	}
	if got := d.get(http.StatusOK, alice, root+"?status=closed"); got.at("nextCursor") != nil || len(got.items("id")) != 0 {
		t.Errorf("closed are %s", got.Body)
	}
}

func TestACustomerAsksForNoListOfStaff(t *testing.T) {
	d := newDesk(t)
	for _, query := range []string{
		"view=queue", "view=all&customer=alice", "team=chain", "customer=wei", "customer=alice", "hash=aa", "address=bc1q", "reference=0000-0000-0000",
		"from=2026-03-01T00:00:00Z", "to=2026-03-01T00:00:00Z",
	} {
		d.get(http.StatusForbidden, alice, root+"?"+query)
	}
}

func TestTheQueueGoesByTheNextDueTime(t *testing.T) {
	d := newDesk(t)
	ids := d.six(alice) // due a minute apart
	d.post(http.StatusCreated, bo, root+"/"+ids[0].(string)+"/messages", `{"body":"We look into it."}`)
	d.post(http.StatusOK, bo, root+"/"+ids[1].(string)+"/solution", "")
	d.patch(http.StatusOK, bo, root+"/"+ids[2].(string), `{"assignee":"bo","team":"chain"}`, "If-Match", "*")
	for query, want := range map[string][]any{
		"?":                           {ids[2], ids[3], ids[4], ids[5], ids[0]},
		"?view=queue":                 {ids[2], ids[3], ids[4], ids[5], ids[0]},
		"?view=queue&team=chain":      {ids[2]},
		"?view=queue&status=open":     {ids[0]},
		"?view=unassigned":            {ids[0], ids[3], ids[4], ids[5]},
		"?view=unassigned&team=chain": nil,
		"?view=mine":                  {ids[2]},
	} {
		if got := d.walk(bo, root+query, 2); !slices.Equal(got, want) {
			t.Errorf("%s lists %v, want %v", query, got, want)
		}
	}
	if got := d.walk(lin, root+"?view=mine", 2); len(got) != 0 {
		t.Errorf("lin's are %v", got)
	}
}

func TestAllGoesByWhatHasAnIndex(t *testing.T) {
	d := newDesk(t)
	began := d.now
	ids := d.six(alice)
	d.now = d.now.Add(24 * time.Hour)
	others := d.six(wei)
	day := func(from, to time.Time) string {
		return "from=" + from.Format(time.RFC3339) + "&to=" + to.Format(time.RFC3339)
	}
	both := reversed(append(slices.Clone(ids), others...))
	for query, want := range map[string][]any{
		"?view=all&customer=alice":      reversed(ids),
		"?customer=wei":                 reversed(others),
		"?hash=aa":                      both,
		"?hash=AA":                      both,
		"?address=bc1q":                 both,
		"?hash=bb":                      nil,
		"?reference=" + ids[3].(string): ids[3:4],
		"?reference=0000-0000-0000":     nil,
		"?reference=nonsense":           nil,
		"?reference=" + ids[3].(string) + "&status=new":       ids[3:4],
		"?reference=" + ids[3].(string) + "&status=solved":    nil,
		"?view=all&" + day(began, began.Add(2*time.Minute)):   reversed(ids[:2]),
		"?view=all&" + day(began, began.Add(31*24*time.Hour)): both,
	} {
		if got := d.walk(bo, root+query, 4); !slices.Equal(got, want) {
			t.Errorf("%s lists %v, want %v", query, got, want)
		}
	}
}

func TestAListWithoutAnIndexIsRefused(t *testing.T) {
	d := newDesk(t)
	for query, field := range map[string]string{
		"view=all": "view", "view=all&status=open": "view", "view=all&from=2026-03-01T00:00:00Z": "view", "to=2026-03-01T00:00:00Z": "view",
		"from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:01Z": "to", "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z": "to",
		"from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z": "to",
		"view=queue&customer=alice":                         "view", "view=mine&hash=aa": "view", "hash=aa&customer=alice": "view",
		"view=mine&team=chain": "team", "customer=alice&team=chain": "team",
		"view=everything": "view", "status=lost": "status", "limit=0": "limit", "limit=101": "limit", "limit=many": "limit", "from=monday": "from",
	} {
		a := d.get(http.StatusUnprocessableEntity, bo, root+"?"+query)
		if a.at("errors.0.name") != field {
			t.Errorf("%s names %v, want %s", query, a.at("errors.0.name"), field)
		}
	}
}

func TestACursorIsForItsCallerListAndFiltersAlone(t *testing.T) {
	d := newDesk(t)
	d.six(alice)
	d.six(wei)
	next := func(as *web.Caller, query string) string {
		cursor, _ := d.get(http.StatusOK, as, root+"?limit=2"+query).at("nextCursor").(string)
		if cursor == "" {
			t.Fatalf("%s has no next page", query)
		}
		return "&cursor=" + cursor
	}
	hers, queue := next(alice, ""), next(bo, "&view=queue")
	d.get(http.StatusOK, alice, root+"?limit=3"+hers)
	d.get(http.StatusBadRequest, wei, root+"?limit=2"+hers)
	d.get(http.StatusBadRequest, alice, root+"?limit=2&status=new"+hers)
	d.get(http.StatusBadRequest, bo, root+"?limit=2&customer=alice"+hers)
	d.get(http.StatusBadRequest, lin, root+"?view=queue"+queue)
	d.get(http.StatusBadRequest, bo, root+"?view=unassigned"+queue)
	d.get(http.StatusBadRequest, bo, root+"?view=queue&team=chain"+queue)
	d.get(http.StatusBadRequest, bo, root+"?customer=alice"+next(bo, "&customer=wei"))
	raw, err := base64.RawURLEncoding.DecodeString(hers[len("&cursor="):])
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		tampered := slices.Clone(raw)
		tampered[i] ^= 1
		d.get(http.StatusBadRequest, alice, root+"?limit=2&cursor="+base64.RawURLEncoding.EncodeToString(tampered))
	}
	for _, cursor := range []string{"x", "%25", "0000", hers[len("&cursor="):] + "AA"} {
		d.get(http.StatusBadRequest, alice, root+"?limit=2&cursor="+cursor)
	}
}

func TestListsShowEachTheirView(t *testing.T) {
	d := newDesk(t)
	d.post(http.StatusCreated, bo, root, `{"subject":"Call","body":"She called.","customerId":"alice","team":"chain","tags":["vip"]}`)
	d.opened()
	d.wants(d.get(http.StatusOK, bo, root+"?team=chain"), map[string]any{"items.0.team": "chain", "items.0.tags.0": "vip"})
	hers := d.get(http.StatusOK, alice, root)
	if got := hers.items("team"); !slices.Equal(got, []any{nil, nil}) {
		t.Errorf("alice sees teams %v", got)
	}
	for _, email := range d.get(http.StatusOK, bo, root).items("customer.email") {
		if email == "alice@example.com" {
			t.Errorf("staff see %v", email)
		}
	}
}
