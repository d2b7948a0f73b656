package e2e

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

func TestGatewayRefusesWhoeverBringsNoTokenOfThePool(t *testing.T) {
	s := deployed(t)
	genuine := customer(t).Token
	header, rest, _ := strings.Cut(genuine, ".")
	claims, signature, _ := strings.Cut(rest, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	flipped := "A"
	if signature[0] == 'A' {
		flipped = "B"
	}
	tokens := map[string]string{
		"none":                "",
		"no token at all":     "hello",
		"signature of others": header + "." + claims + "." + flipped + signature[1:],
		"algorithm none":      none + "." + claims + ".",
	}
	for name, token := range tokens {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{
				"/v1/tickets", "/v1/tickets/AAAABBBBCCCC", "/v1/complaints", "/v1/feedback/statistics",
				"/v1/sla/policies", "/v1/escalation-ladders/x", "/v1/me", "/openapi.json", "/docs",
			} {
				request(t, s, http.MethodGet, path, token, nil).want(http.StatusUnauthorized)
			}
		})
	}
}
