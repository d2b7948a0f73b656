package e2e

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

func TestGatewayRefusesWhoeverBringsNoTokenOfThePool(t *testing.T) {
	t.Parallel()
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

func TestGroupWhoseNameContainsARoleGivesNoRole(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	// The gateway hands groups over as "[x admin]": read as words, that would be an administrator.
	name := rand.Text() + " admin"
	_, err := s.cognito().CreateGroup(t.Context(), &cognitoidentityprovider.CreateGroupInput{
		UserPoolId: aws.String(s.UserPoolID), GroupName: aws.String(name),
	})
	if err != nil {
		t.Fatal(err)
	}
	mallory := newPerson(t, who{group: name})
	mallory.get(t, "/v1/tickets?view=queue").want(http.StatusForbidden)
	mallory.call(t, http.MethodPut, "/v1/sla/policies", []any{}, "If-Match", `"0"`).want(http.StatusForbidden)
}

func TestDescriptionOfTheAPIIsForEverybodyUnderPublicAlone(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	bo := agent(t)
	for _, name := range []string{"openapi.json", "docs"} {
		public := request(t, s, http.MethodGet, "/v1/public/"+name, "", nil).want(http.StatusOK)
		inner := bo.get(t, "/"+name).want(http.StatusOK)
		if len(public.Body) == 0 || string(public.Body) != string(inner.Body) {
			t.Errorf("%s differs", name)
		}
		request(t, s, http.MethodGet, "/"+name, "", nil).want(http.StatusUnauthorized)
	}
	document := into[struct {
		OpenAPI string
		Paths   map[string]any
	}](request(t, s, http.MethodGet, "/v1/public/openapi.json", "", nil))
	for _, path := range []string{"/v1/tickets", "/v1/complaints", "/v1/feedback/statistics", "/v1/sla/policies", "/v1/me"} {
		if document.Paths[path] == nil {
			t.Errorf("%s is not described", path)
		}
	}
}

func TestEverybodyLearnsWhoTheyAre(t *testing.T) {
	t.Parallel()
	deployed(t)
	for _, p := range []*person{customer(t), lead(t)} {
		a := p.get(t, "/v1/me").want(http.StatusOK)
		if !strings.Contains(string(a.Body), p.ID) {
			t.Errorf("%s", a.Body)
		}
	}
	customer(t).get(t, "/v1/staff").want(http.StatusForbidden)
	if !strings.Contains(string(lead(t).get(t, "/v1/staff").want(http.StatusOK).Body), "lead") {
		t.Error("no lead among the staff")
	}
}
