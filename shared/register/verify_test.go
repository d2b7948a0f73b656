package register_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/complaint"
	"aftercare/shared/register"
)

// sample is a file of three complaints, with words that CSV and spreadsheets take for something else.
func sample(t *testing.T, format register.Format) string {
	t.Helper()
	o := open(t)
	for i, subject := range []string{"=cmd|' /C calc'!A0", "'quoted, and\nbroken", "@sum(1) 漢字"} {
		o.file(fmt.Sprintf("C%d", i), 9-i, func(c *complaint.Complaint) { c.Subject = subject })
	}
	_, file := o.exported("E1", format, 0)
	return file
}

func TestVerify_FindsWhereAFileWasChanged(t *testing.T) {
	for _, format := range []register.Format{register.CSV, register.JSON} {
		t.Run(string(format), func(t *testing.T) {
			file := sample(t, format)
			lines := strings.SplitAfter(file, "\n")
			last := len(lines) - 2 // with the head
			if format == register.JSON {
				last = len(lines) - 3
			}
			record := func(n int) int { // the line of a complaint, which may have broken ones before it
				for i, line := range lines {
					if strings.Contains(line, fmt.Sprintf("C%d", n)) {
						return i
					}
				}
				t.Fatalf("no complaint %d", n)
				return 0
			}
			without := func(from, to int) string { return strings.Join(lines[:from], "") + strings.Join(lines[to:], "") }
			for name, bad := range map[string]struct {
				file   string
				record int
			}{
				"a word":              {strings.Replace(file, "second <line>", "second  line", 1), 1},
				"a word of the last":  {replaceLast(file, "second <line>", "second  line"), 3},
				"the first is gone":   {without(record(0), record(1)), 1},
				"the second is gone":  {without(record(1), record(2)), 2},
				"the last is gone":    {without(record(2), last), 3},
				"the head is gone":    {strings.TrimSuffix(strings.TrimRight(without(last, last+1), "\n]"), ",") + map[register.Format]string{register.JSON: "]"}[format], 4},
				"the head is another": {replaceLast(file, "E1", "E2"), 4},
				"a hash":              {strings.Replace(file, "alice@example.com", "alice@example.org", 1), 1},
				"something follows":   {file + lines[record(0)], 5},
			} {
				_, err := register.Verify(strings.NewReader(bad.file), nil)
				var found *register.Break
				if !errors.As(err, &found) || found.Record != bad.record {
					t.Errorf("%s: %v, want a break at record %d", name, err, bad.record)
				}
			}
		})
	}
}

func replaceLast(s, old, by string) string {
	i := strings.LastIndex(s, old)
	return s[:i] + by + s[i+len(old):]
}

func TestVerify_RefusesWhatIsNoRegister(t *testing.T) {
	for _, file := range []string{"", " \n", "a,b\n1,2\n", "[", "[]", "[1]", `[{"record":"complaint"}]`, `{"record":"complaint"}`, "\x00"} {
		if _, err := register.Verify(strings.NewReader(file), nil); err == nil {
			t.Errorf("%q is taken for a register", file)
		}
	}
}

func TestVerify_ReadsAFileThatAnotherProgramWroteAnew(t *testing.T) {
	var rows []map[string]any
	if err := json.Unmarshal([]byte(sample(t, register.JSON)), &rows); err != nil {
		t.Fatal(err)
	}
	if rows[0]["subject"] != "=cmd|' /C calc'!A0" {
		t.Errorf("JSON guards against spreadsheets: %v", rows[0]["subject"])
	}
	unix := strings.ReplaceAll(sample(t, register.CSV), "\r\n", "\n")
	if _, err := register.Verify(strings.NewReader(unix), nil); err != nil {
		t.Error(err)
	}
}

func TestCSV_HoldsNothingThatASpreadsheetComputes(t *testing.T) {
	all, err := csv.NewReader(strings.NewReader(sample(t, register.CSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all {
		for _, cell := range cells {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell begins %q", cell[:1])
			}
		}
	}
}

func TestCSV_GuardsTheWideFormsOfSigns(t *testing.T) {
	for _, sign := range []string{"=", "＝", "＋", "－", "＠"} {
		o := open(t)
		o.file("C1", 1, func(c *complaint.Complaint) { c.Subject = sign + "1+1" })
		if _, file := o.exported("E1", register.CSV, 0); !strings.Contains(file, ",'"+sign+"1+1,") {
			t.Errorf("%s1+1 is written as it is:\n%s", sign, file)
		}
	}
}

// Whatever people wrote comes through both formats unchanged, since the chain is over what they wrote.
func TestFormats_CarryEveryText(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("=+-@＝＋－＠'\"\t\n\r,;<>&\\ \u2028")), rapid.Rune())).Draw(r, "text")
		for _, format := range []register.Format{register.CSV, register.JSON} {
			o := open(t)
			o.file("C1", 1, func(c *complaint.Complaint) { c.Subject, c.Statement = text, "x" })
			_, file := o.exported("E1", format, 0)
			if _, err := register.Verify(strings.NewReader(file), nil); err != nil {
				r.Fatalf("%s of %q: %v\n%s", format, text, err, file)
			}
		}
	})
}

// No byte of a file can be another without a break.
func TestVerify_SeesEveryByte(t *testing.T) {
	files := map[register.Format]string{register.CSV: sample(t, register.CSV), register.JSON: sample(t, register.JSON)}
	rapid.Check(t, func(r *rapid.T) {
		format := rapid.SampledFrom([]register.Format{register.CSV, register.JSON}).Draw(r, "format")
		file := []byte(files[format])
		at := rapid.IntRange(0, len(file)-1).Draw(r, "at")
		by := rapid.Byte().Draw(r, "by")
		if file[at] == by || strings.ContainsRune(" \t\r\n\"", rune(file[at])) || strings.ContainsRune(" \t\r\n\"", rune(by)) {
			return // between values these may be written in more ways than one
		}
		file[at] = by
		if _, err := register.Verify(strings.NewReader(string(file)), nil); err == nil {
			r.Fatalf("byte %d of the %s can be %q", at, format, by)
		}
	})
}

func FuzzVerify_NeverFails(f *testing.F) {
	f.Add("")
	f.Add("[{}]")
	f.Add("record,id\r\ncomplaint,1\r\n")
	f.Add(`[{"record":"head","id":"E1","details":{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","asOf":"2026-01-02T00:00:00Z","rows":0},"hash":"00"}]`)
	f.Fuzz(func(t *testing.T, file string) {
		v, err := register.Verify(strings.NewReader(file), nil)
		if err == nil && len(v.Hash) != 64 {
			t.Errorf("%q is sound, with the head %q", file, v.Hash)
		}
	})
}
