package redact_test

import (
	"slices"
	"strings"
	"testing"

	"aftercare/shared/redact"
)

func TestRemover_RemembersEachKindOnce(t *testing.T) {
	phrase := strings.Repeat("abandon ", 11) + "about"
	var r redact.Remover
	first, second := r.Clean("mine: "+phrase), r.Clean(phrase)
	if strings.Contains(first+second, "abandon") || !slices.Equal(r.Removed, []string{string(redact.RecoveryPhrase)}) {
		t.Errorf("%q and %q, removed %v", first, second, r.Removed)
	}
}

func TestRemover_FindsWhatRunsAcrossTexts(t *testing.T) {
	head, tail := strings.TrimSpace(strings.Repeat("abandon ", 6)), strings.Repeat("abandon ", 5)+"about"
	var r redact.Remover
	r.Together(&head, &tail)
	if strings.Contains(head+tail, "abandon") || len(r.Removed) != 1 {
		t.Errorf("%q and %q, removed %v", head, tail, r.Removed)
	}
}

func TestRemover_RemembersNothingOfHarmlessTexts(t *testing.T) {
	hash := strings.Repeat("0a1b2c3d", 8)
	var r redact.Remover
	if got := r.Field("hash", hash); got != hash || r.Clean("hello") != "hello" || len(r.Removed) > 0 {
		t.Errorf("%q, removed %v", got, r.Removed)
	}
}
