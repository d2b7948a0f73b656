package redact

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBase58IsReadAsArithmeticSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chars := rapid.StringMatching(`1{0,40}[1-9A-HJ-NP-Za-km-z]{0,72}`).Draw(t, "chars")
		number, zeros := new(big.Int), len(chars)-len(strings.TrimLeft(chars, "1"))
		for _, c := range chars {
			number.Mul(number, big.NewInt(58))
			number.Add(number, big.NewInt(int64(strings.IndexRune(base58Alphabet, c))))
		}
		want := append(make([]byte, zeros), number.Bytes()...)
		var buffer [longestEncoded]byte
		for i := range buffer {
			buffer[i] = 0xff // of an earlier use
		}
		got, ok := base58(buffer[:], []byte(chars))
		if !ok || !bytes.Equal(got, want) {
			t.Fatalf("%x instead of %x", got, want)
		}
	})
}
