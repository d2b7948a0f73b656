package insight

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// The forms of an encoded digest: its first byte.
const (
	exactForm  = 1
	joinedForm = 2
)

// MarshalJSON writes the digest as a string of base64: its form, then for each centroid how far its mean (rounded down) lies above the one before, its
// count, and, for a count above 1, the rest of the sum; each as an unsigned varint. The same digest is always written the
// same, in three to five bytes for a centroid.
func (d Digest) MarshalJSON() ([]byte, error) {
	raw := []byte{exactForm}
	if d.joined {
		raw[0] = joinedForm
	}
	before := uint64(0)
	for _, c := range d.centroids {
		mean := c.mean()
		raw = binary.AppendUvarint(raw, mean-before)
		raw = binary.AppendUvarint(raw, c.count)
		if c.count > 1 {
			raw = binary.AppendUvarint(raw, c.sum-mean*c.count)
		}
		before = mean
	}
	return json.Marshal(base64.RawStdEncoding.EncodeToString(raw))
}

// UnmarshalJSON reads what MarshalJSON wrote, and refuses everything else.
func (d *Digest) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("read a digest: %w", err)
	}
	raw, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) == 0 || raw[0] != exactForm && raw[0] != joinedForm {
		return errNoDigest
	}
	read := Digest{joined: raw[0] == joinedForm}
	mean := uint64(0)
	for in := (varints{raw: raw[1:]}); len(in.raw) > 0; {
		mean += in.next()
		c := centroid{count: in.next()}
		rest := uint64(0)
		if c.count > 1 {
			rest = in.next()
		}
		c.sum = mean*c.count + rest
		n := len(read.centroids)
		if in.bad || c.count == 0 || mean > largest || c.count > largest || rest >= c.count || n > 0 && read.centroids[n-1].compare(c) >= 0 || n == Exact {
			return errNoDigest
		}
		read.centroids = append(read.centroids, c)
	}
	*d = read
	return nil
}

// largest bounds means and counts, so that no sum of a year of days overflows: some 136 years in seconds.
const largest = 1<<32 - 1

var errNoDigest = errors.New("this is no digest")

// IsZero tells whether there is nothing in it.
func (d Digest) IsZero() bool { return len(d.centroids) == 0 }

// varints are read one by one.
type varints struct {
	raw []byte
	bad bool
}

func (v *varints) next() uint64 {
	n, size := binary.Uvarint(v.raw)
	if size <= 0 || n > largest || size > 1 && v.raw[size-1] == 0 { // missing, too large, or not in its shortest form
		v.bad, v.raw = true, nil
		return 0
	}
	v.raw = v.raw[size:]
	return n
}
