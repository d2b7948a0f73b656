// Package events_test holds the sample events to the shapes that AWS sends
// and to the schemas beside them.
package events_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
)

// kinds says which files there are, and what checks each.
var kinds = map[string]func(t *testing.T, file string){
	"bus/*.json":      checkBusEvent,
	"http/*.json":     checkHTTPRequest,
	"intake/*.json":   checkIntakeMessage,
	"refused/*.json":  checkRefusedMessage,
	"orders/*.json":   checkOrder,
	"schedule/*.json": checkScheduledEvent,
	"schemas/*.json":  checkSchema,
	"sqs/*.json":      checkQueueBatch,
	"states/*.json":   checkTimer,
	"stream/*.json":   checkStreamBatch,
}

func TestEveryFileHasItsShape(t *testing.T) {
	checked := make(map[string]int)
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || file == "README.md" || path.Ext(file) == ".go" {
			return err
		}
		file = filepath.ToSlash(file)
		for pattern, check := range kinds {
			if ok, _ := path.Match(pattern, file); ok {
				checked[pattern]++
				t.Run(file, func(t *testing.T) { check(t, file) })
				return nil
			}
		}
		t.Errorf("no test uses %s", file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pattern := range kinds {
		if checked[pattern] == 0 {
			t.Errorf("no file is %s", pattern)
		}
	}
}

func TestTheREADMENamesEveryFile(t *testing.T) {
	readme := read(t, "README.md")
	for pattern := range kinds {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			name := filepath.ToSlash(file)
			if !bytes.Contains(readme, []byte("`"+name+"`")) {
				t.Errorf("README.md does not name %s", name)
			}
		}
	}
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.FromSlash(file))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// load reads a file as a T. It must have no field that T lacks, and T must
// write all of it back.
func load[T any](t testing.TB, file string) T {
	t.Helper()
	raw := read(t, file)
	v := decode[T](t, raw)
	again, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	lost(t, "", plain(t, raw), plain(t, again))
	return v
}

// decode reads JSON as a T that has all its fields.
func decode[T any](t testing.TB, raw []byte) T {
	t.Helper()
	var v T
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	return v
}

func plain(t testing.TB, raw []byte) any {
	t.Helper()
	var v any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// lost reports what of want is missing or different in got. Empty values may
// be left out.
func lost(t testing.TB, at string, want, got any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		object, _ := got.(map[string]any)
		for name, v := range want {
			lost(t, at+"/"+name, v, object[name])
		}
	case []any:
		array, _ := got.([]any)
		if len(array) != len(want) {
			t.Errorf("%s: %d elements became %d", at, len(want), len(array))
			return
		}
		for i, v := range want {
			lost(t, at+"/"+string(rune('0'+i%10)), v, array[i])
		}
	case json.Number:
		a, errA := want.Float64()
		n, _ := got.(json.Number)
		b, errB := n.Float64()
		if errA != nil || errB != nil || a != b {
			t.Errorf("%s: %v became %v", at, want, got)
		}
	default:
		if want != got && !slices.Contains([]any{nil, "", false}, want) {
			t.Errorf("%s: %v became %v", at, want, got)
		}
	}
}

// checkOrder reads what a schedule says to a function that wants to be told which part of its work is meant.
func checkOrder(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file) //nolint:gosec // a file of this folder
	if err != nil {
		t.Fatal(err)
	}
	var order struct {
		ID      string      `json:"id"`
		Shard   *int        `json:"shard"`
		Through insight.Day `json:"through"`
	}
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	if err := in.Decode(&order); err != nil || order.ID == "" || order.Shard == nil || *order.Shard >= layout.Shards {
		t.Errorf("%+v is no order: %v", order, err)
	}
}
