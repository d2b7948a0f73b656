package sla

import (
	"errors"
	"strings"
	"time"
)

// Duration is a span of real time that is written as text the way Go writes
// durations, without the parts that are zero: "5m", "24h", "1h30m".
type Duration time.Duration

// errDuration deliberately leaves out the text that was refused.
var errDuration = errors.New(`not a duration such as "5m", "24h" or "1h30m"`)

// String returns the short text, for example "24h" where the standard library
// has "24h0m0s".
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MarshalText writes the short text; JSON uses it as a string.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what time.ParseDuration reads. The error does not repeat
// the text. Limits are for [Policies.Validate] to check.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return errDuration
	}
	*d = Duration(parsed)
	return nil
}

// seconds is the number of whole seconds in d.
func (d Duration) seconds() int64 { return int64(time.Duration(d) / time.Second) }
