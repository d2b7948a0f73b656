package e2e

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// emulator is one that a test starts and stops itself, in a folder of its own.
type emulator struct{ folder string }

// run does what scripts/emulator does, from the top of the checkout.
func (e emulator) run(t *testing.T, commands string) {
	t.Helper()
	script := ". scripts/lib.sh; . scripts/emulator/emulator.sh; folder=$1; " + commands
	run := exec.CommandContext(context.WithoutCancel(t.Context()), "bash", "-c", script, "scripts/up", e.folder)
	run.Dir = filepath.Join("..", "..")
	// What a background process inherits must not keep this one waiting.
	log, err := os.OpenFile(filepath.Join(e.folder, "commands"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	run.Stdout, run.Stderr = log, log
	if err := run.Run(); err != nil {
		said, _ := os.ReadFile(log.Name())
		t.Fatalf("%s: %v\n%s", commands, err, said)
	}
}

func (e emulator) start(t *testing.T) {
	t.Helper()
	e.run(t, `[ -f "$folder/port" ] || free_port >"$folder/port"; start_emulator "$folder" "$(cat "$folder/port")" 1; wait_for_emulator "$folder"`)
}

func (e emulator) stop(t *testing.T) {
	t.Helper()
	e.run(t, `stop_emulator "$folder"`)
}

// Invariant: clocks that run while everything goes down are not lost. The executions that waited for them are gone
// afterwards; the table knows, and the sweep carries them, once.
func TestFaultClocksOutliveARestartOfEverything(t *testing.T) {
	deployed(t) // skipped without a stack, although this one is another
	e := emulator{folder: t.TempDir()}
	e.start(t)
	t.Cleanup(func() { e.stop(t) })
	e.run(t, `port=$(cat "$folder/port"); emulator_env "$port"; deploy_local "$folder" "$port" "$folder/outputs.json"`)
	port, err := os.ReadFile(filepath.Join(e.folder, "port"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := read(filepath.Join(e.folder, "outputs.json"), "http://127.0.0.1:"+string(port[:len(port)-1]))
	if err != nil {
		t.Fatal(err)
	}
	s.promise(t)
	boss, alice := signUp(t, s, who{group: "lead"}), signUp(t, s, who{tier: hasty})
	ticket := alice.opens(t, opening("Before the lights go out"))
	of := "tickets/" + ticket.ID
	boss.happens(t, of, "sla.armed", nil)

	e.stop(t)
	e.start(t)
	eventually(t, "the API is back", func() bool { return boss.get(t, "/v1/me").Status == http.StatusOK })
	due := ticket.target("firstReply").DueAt
	within(t, closing, "the breach is recorded", func() bool {
		if time.Now().After(due.Add(time.Minute)) { // until then the sweep leaves it to a timer
			s.sweep(t)
		}
		return count(boss.timeline(t, of), "sla.breached", firstReply) > 0
	})
	s.sweep(t)
	items := boss.happens(t, of, "ticket.escalated", nil)
	for kind, want := range map[string]int{"sla.warned": 2, "sla.breached": 1} {
		if got := count(items, kind, firstReply); got != want {
			t.Errorf("%s %d times instead of %d", kind, got, want)
		}
	}
	if got := count(items, "ticket.escalated", nil); got != 1 {
		t.Errorf("escalated %d times", got)
	}
}
