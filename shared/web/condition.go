package web

import (
	"regexp"
	"strconv"
	"strings"

	"aftercare/shared/fault"
)

// Condition is the part of a request that guards against overwriting what the caller has not seen. Embed it in the
// input of PATCH, of PUT, and of actions.
type Condition struct {
	IfMatch string `header:"If-Match" doc:"The ETag of the version that the caller has seen, such as \"3\" in its quotes. Another present version answers 412."`
}

// never is an expected version that no resource has.
const never int64 = -1

// Expected gives the version that the caller expects: nil when any will do, because the header is absent or *. A
// weak or foreign tag expects a version that no resource has, as If-Match compares strongly (RFC 9110, 13.1.1). A
// header that is not an entity tag is Malformed; so is a list of several, which is not served.
func (c Condition) Expected() (*int64, error) {
	header := strings.TrimSpace(c.IfMatch)
	if header == "" || header == "*" {
		return nil, nil
	}
	if !entityTag.MatchString(header) {
		return nil, fault.New(fault.Malformed, "If-Match is not one entity tag in double quotes")
	}
	version, err := strconv.ParseInt(strings.Trim(header, `"`), 10, 64)
	if err != nil || version < 1 || ETag(version) != header {
		version = never
	}
	return &version, nil
}

// Required is Expected for requests that must carry the header: Unguarded when it is absent.
func (c Condition) Required() (*int64, error) {
	if strings.TrimSpace(c.IfMatch) == "" {
		return nil, fault.New(fault.Unguarded, "If-Match with the ETag of the version that was read is needed")
	}
	return c.Expected()
}

// entityTag is RFC 9110's entity-tag, 8.8.3.
var entityTag = regexp.MustCompile(`^(W/)?"[\x21\x23-\x7e\x80-\xff]*"$`)

// ETag gives a version as an entity tag.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }
