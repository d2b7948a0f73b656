package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"aftercare/shared/dynamo/layout"
)

// item is an item as DynamoDB's API writes it: {"pk":{"S":"..."}}.
type item map[string]value

// value is an attribute's value under the name of its type.
type value map[string]json.RawMessage

// str gives the text of an attribute; empty when it has none.
func (i item) str(name string) string {
	var s string
	if json.Unmarshal(i[name]["S"], &s) != nil {
		return ""
	}
	return s
}

// size is the size of an item in bytes, as DynamoDB counts it: names and values.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
func (i item) size() (int, error) {
	total := 0
	for name, v := range i {
		n, err := v.size()
		if err != nil {
			return 0, fmt.Errorf("attribute %s: %w", name, err)
		}
		total += len(name) + n
	}
	return total, nil
}

func (v value) size() (int, error) {
	for kind, raw := range v {
		switch kind {
		case "S", "N", "B":
			var s string
			if err := json.Unmarshal(raw, &s); err != nil {
				return 0, err
			}
			return scalar(kind, s)
		case "SS", "NS", "BS":
			var all []string
			if err := json.Unmarshal(raw, &all); err != nil {
				return 0, err
			}
			total := 0
			for _, s := range all {
				n, err := scalar(kind[:1], s)
				if err != nil {
					return 0, err
				}
				total += n
			}
			return total, nil
		case "BOOL", "NULL":
			return 1, nil
		}
	}
	return 0, fmt.Errorf("a value of another type than the table has: %v", v)
}

func scalar(kind, s string) (int, error) {
	switch kind {
	case "B":
		raw, err := base64.StdEncoding.DecodeString(s)
		return len(raw), err
	case "N":
		digits := strings.Trim(strings.ReplaceAll(strings.TrimPrefix(s, "-"), ".", ""), "0")
		return (len(digits)+1)/2 + 1, nil
	}
	return len(s), nil
}

// kilobytes is how many units a write of that many bytes takes: one for each kilobyte begun.
func kilobytes(bytes int) float64 { return math.Ceil(float64(max(bytes, 1)) / 1024) }

// writeUnits gives what it takes to put an item in the place of an old one, which is nil when there was none: of the
// table, and of each index. A transaction writes every item twice, to prepare it and to commit it. An index takes a
// unit for an entry that appears or disappears, and both when its key changes; it projects keys only, so nothing else
// about an item touches it. Indexes are written after the transaction, once.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
func writeUnits(old, now item, transaction bool) (map[string]float64, int, error) {
	size, err := now.size()
	if err != nil {
		return nil, 0, err
	}
	before, err := old.size()
	if err != nil {
		return nil, 0, err
	}
	table := kilobytes(max(size, before))
	if transaction {
		table *= 2
	}
	units := map[string]float64{"table": table}
	for _, index := range layout.Indexes() {
		had, has := place(old, index), place(now, index)
		if had == has {
			continue
		}
		for _, there := range []string{had, has} {
			if there != "" {
				units[index.Name]++ // an entry of keys alone is far below a kilobyte
			}
		}
	}
	return units, size, nil
}

// place is an item's key in an index; empty when it is not in it.
func place(i item, index layout.Index) string {
	pk, sk := i.str(index.PK), i.str(index.SK)
	if pk == "" || sk == "" {
		return ""
	}
	return pk + "\x00" + sk
}
