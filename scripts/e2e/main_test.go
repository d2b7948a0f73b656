package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// After all tests nothing lies where only failures end: what they sent was
// handled, or refused with a reason. And every case is what its timeline tells,
// and so are the figures of each day.
func TestMain(m *testing.M) {
	code := m.Run()
	if s, err := load(); err == nil {
		left, err := s.leftovers(context.Background())
		if err != nil {
			fmt.Println("FAIL: reading the queues:", err)
			code = 1
		}
		for queue, n := range left {
			fmt.Printf("FAIL: %d messages lie in %s\n", n, queue)
			code = 1
		}
	}
	if s, err := load(); err == nil {
		if err := s.replayed(context.Background()); err != nil {
			fmt.Println("FAIL: cases are not what their timelines tell:", err)
			code = 1
		}
		err := s.recounted(context.Background())
		for tries := 1; err != nil && tries < 3; tries++ { // a clock, or the schedule of the roll-up, may have come in between: not each time
			err = s.recounted(context.Background())
		}
		if err != nil {
			fmt.Println("FAIL: figures are not what timelines tell:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// replayed rebuilds every ticket and complaint from its timeline, and says which are stored otherwise.
func (s *stack) replayed(ctx context.Context) error {
	command := exec.CommandContext(ctx, "go", "run", "aftercare/scripts/operate/replay", "--since", time.Now().UTC().AddDate(0, 0, -2).Format(time.DateOnly))
	command.Env = append(os.Environ(), "TABLE_NAME="+s.TableName, "AWS_ENDPOINT_URL="+s.endpoint, "AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	out, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}
