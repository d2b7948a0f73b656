package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// figures are what GET /v1/insights answers.
type figures struct {
	Measure string
	Through *time.Time
	Rows    []struct {
		Key                    string
		Value, P90             *float64
		Count                  int64
		Numerator, Denominator *int64
	}
}

// figure reads the one figure of a day of a team.
func (p *person) figure(t *testing.T, day, measure, team string) (value *float64, count int64) {
	t.Helper()
	f := into[figures](p.get(t, "/v1/insights?measure="+measure+"&team="+team+"&from="+day+"&to="+day).want(http.StatusOK))
	if len(f.Rows) != 1 || f.Rows[0].Key != day {
		return nil, -1
	}
	return f.Rows[0].Value, f.Rows[0].Count
}

func dayOf(at time.Time) string   { return at.UTC().Format(time.DateOnly) }
func monthOf(at time.Time) string { return at.UTC().Format("2006-01") }

// withinOne does something within one day or month, as a function such as dayOf names it, and gives the name; what midnight
// came between is done again.
func withinOne(of func(time.Time) string, do func()) string {
	for {
		name := of(time.Now())
		if do(); of(time.Now()) == name {
			return name
		}
	}
}

// rollsUp counts what happened so far, today's too.
func (s *stack) rollsUp(t *testing.T) {
	t.Helper()
	for shard := range 4 {
		s.invoke(t, "rollup", map[string]any{"shard": shard, "through": dayOf(time.Now()), "id": rand.Text()})
	}
}

// A team that no other test knows answers two tickets, and solves one of them.
func TestFiguresTellWhatWasDone(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	var bo *person
	var team string
	var begun time.Time
	var ids []string
	today := withinOne(dayOf, func() {
		bo, team, begun, ids = agent(t), "figures-"+strings.ToLower(rand.Text()), time.Now(), nil
		for range 2 {
			id := alice.opens(t, opening("Is it counted?")).ID
			bo.call(t, http.MethodPatch, "/v1/tickets/"+id, map[string]any{"team": team}, "If-Match", "*").want(http.StatusOK)
			bo.post(t, "/v1/tickets/"+id+"/messages", map[string]any{"body": "It is."}).want(http.StatusCreated)
			ids = append(ids, id)
		}
		bo.post(t, "/v1/tickets/"+ids[0]+"/solution", map[string]any{"body": "Here it is."}).want(http.StatusOK)
	})

	// Only seconds that are over are counted, and each shard has its own: so what one shows another may still lack.
	want := map[string]int64{"firstResponse": 2, "replies": 3, "solved": 1, "resolutionTime": 1, "backlog": 1, "reopened": 0}
	got := map[string]int64{}
	defer func() {
		if t.Failed() {
			t.Logf("figures are %v, want %v", got, want)
		}
	}()
	eventually(t, "figures of "+team, func() bool {
		s.rollsUp(t)
		for measure := range want {
			_, got[measure] = lin.figure(t, today, measure, team)
		}
		return maps.Equal(got, want)
	})
	if value, _ := lin.figure(t, today, "resolutionTime", team); value == nil || *value > time.Since(begun).Seconds()+1 {
		t.Errorf("resolved after %v", value)
	}

	behind := into[page[struct{ Kind, ID string }]](lin.get(t, "/v1/insights/cases?measure=solved&day="+today+"&by=team&value="+team).want(http.StatusOK))
	if len(behind.Items) != 1 || behind.Items[0].ID != ids[0] || behind.Items[0].Kind != "ticket" {
		t.Errorf("behind the figure: %+v, want %s", behind.Items, ids[0])
	}
	sheet := lin.call(t, http.MethodGet, "/v1/insights?measure=solved&by=team&from="+today+"&to="+today, nil, "Accept", "text/csv").want(http.StatusOK)
	rows, err := csv.NewReader(bytes.NewReader(sheet.Body)).ReadAll()
	if err != nil || !strings.Contains(fmt.Sprint(rows), "["+team+" 1  1 ") {
		t.Errorf("as CSV: %v, %v", rows, err)
	}
	own := into[figures](bo.get(t, "/v1/insights?measure=replies&by=agent&from="+today+"&to="+today).want(http.StatusOK))
	if len(own.Rows) != 1 || own.Rows[0].Key != bo.ID || own.Rows[0].Count != 3 {
		t.Errorf("an agent sees %+v", own.Rows)
	}
	alice.get(t, "/v1/insights?measure=replies").want(http.StatusForbidden)

	// What comes later changes what was told.
	alice.post(t, "/v1/tickets/"+ids[0]+"/reopening", map[string]any{"reason": "It is not."}).want(http.StatusOK)
	var then string
	for _, i := range lin.happens(t, "tickets/"+ids[0], "ticket.reopened", nil) {
		if i.Type == "ticket.reopened" {
			then = dayOf(i.At)
		}
	}
	eventually(t, "the reopening in the figures", func() bool {
		s.rollsUp(t)
		_, reopened := lin.figure(t, then, "reopened", team)
		_, resolved := lin.figure(t, today, "resolutionTime", team)
		return reopened == 1 && resolved == 0
	})
}

// recounted rolls everything up, and says whether the timelines alone give the same figures, bit for bit.
func (s *stack) recounted(ctx context.Context) error {
	today := time.Now().UTC()
	for shard := range 4 {
		body := fmt.Sprintf(`{"shard":%d,"through":%q}`, shard, today.Format(time.DateOnly))
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint+"/2015-03-31/functions/aftercare-rollup/invocations", strings.NewReader(body))
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		_ = answer.Body.Close()
		if fault := answer.Header.Get("X-Amz-Function-Error"); fault != "" || answer.StatusCode != http.StatusOK {
			return fmt.Errorf("rollup of shard %d answered %d %s", shard, answer.StatusCode, fault)
		}
	}
	return s.rebuilt(ctx, today)
}

// rebuilt compares figures with timelines.
func (s *stack) rebuilt(ctx context.Context, today time.Time) error {
	command := exec.CommandContext(ctx, "go", "run", "aftercare/scripts/operate/rebuild-metrics",
		"--from", today.AddDate(0, 0, -3).Format(time.DateOnly), "--to", today.Format(time.DateOnly), "--begun", today.AddDate(0, 0, -30).Format(time.DateOnly))
	command.Env = append(os.Environ(), "TABLE_NAME="+s.TableName, "AWS_ENDPOINT_URL="+s.endpoint, "AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}
