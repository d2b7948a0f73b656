package register

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
)

// Genesis is the hash before the first row.
var Genesis = strings.Repeat("0", 2*sha256.Size)

// next gives the hash of a row: SHA-256, in hexadecimal, over the hash before it and each value as a netstring, which
// is its length in bytes, a colon, the value and a comma. No two rows have the same netstrings.
func next(before string, r row) string {
	h := sha256.New()
	_, _ = io.WriteString(h, before) // a hash never fails
	for _, value := range r {
		_, _ = io.WriteString(h, strconv.Itoa(len(value))+":"+value+",")
	}
	return hex.EncodeToString(h.Sum(nil))
}
