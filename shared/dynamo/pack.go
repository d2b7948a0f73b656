package dynamo

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"errors"
	"io"
	"sync"
)

// DynamoDB charges a write by the kilobyte, and twice in a transaction. The document of a case and the events of a
// change are mostly names of fields, which are the same in each: packed, both stay below one kilobyte in an ordinary
// case, which halves what its life costs. scripts/benchmark counts it.
//
// What is packed is DEFLATE (RFC 1951) with a preset dictionary, after one byte that names the dictionary.

// dictionary holds what documents and events are full of, the most frequent at the end. It can never be changed, for
// what is stored refers to it: a better one gets a number of its own, and this one stays to read with.
//
//go:embed dictionary1.txt
var dictionary []byte

// packed1 says that dictionary1.txt is what follows refers to.
const packed1 = 1

var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriterDict(io.Discard, flate.BestCompression, dictionary)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// pack makes a text small.
func pack(raw string) ([]byte, error) {
	w := packers.Get().(*flate.Writer) // the pool holds nothing else
	defer packers.Put(w)
	out := bytes.NewBuffer(make([]byte, 0, len(raw)/2+16))
	out.WriteByte(packed1)
	w.Reset(out)
	if _, err := io.WriteString(w, raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

var unpackers = sync.Pool{New: func() any { return flate.NewReaderDict(nil, dictionary) }}

// Why something cannot be unpacked. None says what it holds.
var (
	errOtherPacking = errors.New("is packed in a way that is not known")
	errDamaged      = errors.New("is packed and damaged")
	errBlownUp      = errors.New("is packed and larger than anything that is stored")
)

// unpack gives the text that was packed, which may have so many bytes.
func unpack(packed []byte, most int64) (string, error) {
	if len(packed) == 0 || packed[0] != packed1 {
		return "", errOtherPacking
	}
	r := unpackers.Get().(io.ReadCloser) // the pool holds nothing else
	defer unpackers.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(packed[1:]), dictionary); err != nil { // as flate promises
		return "", errDamaged
	}
	out := bytes.NewBuffer(make([]byte, 0, 4*len(packed)+bytes.MinRead))
	n, err := out.ReadFrom(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return "", errDamaged
	case n > most:
		return "", errBlownUp
	}
	return out.String(), nil
}
