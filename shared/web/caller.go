package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"aftercare/shared/event"
)

// Group is a group of staff, as the identity provider names it.
type Group string

// The groups. A caller in none of them is a customer.
const (
	Agent      Group = "agent"
	Lead       Group = "lead"
	Compliance Group = "compliance"
	Admin      Group = "admin"
)

// Caller is the person whose token came with a request.
type Caller struct {
	ID            string // the token's sub
	Name          string
	Email         string
	EmailVerified bool
	Locale        string
	Tier          string
	Groups        []Group        // only the four of ours
	Link          string         // of a guest: where their link leads, as seen from the request; empty for who signed in
	Zone          *time.Location // of the times on a guest's page
}

// Claim names that differ between identity providers. These are Cognito's.
const (
	groupsClaim = "cognito:groups"
	tierClaim   = "custom:tier"
)

// IsStaff reports whether the caller works for the company.
func (c Caller) IsStaff() bool { return len(c.Groups) > 0 }

// Has reports whether the caller is in one of the groups.
func (c Caller) Has(groups ...Group) bool {
	return slices.ContainsFunc(groups, func(g Group) bool { return slices.Contains(c.Groups, g) })
}

// Actor gives the caller as who caused an event.
func (c Caller) Actor() event.Actor {
	kind := event.Customer
	if c.IsStaff() {
		kind = event.Staff
	}
	return event.Actor{Kind: kind, ID: c.ID, Name: c.Name}
}

type callerKey struct{}

// CallerFrom gives who called; the zero Caller under /v1/public/, where nobody is asked.
func CallerFrom(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

func withCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// unauthenticated says that a request came without a token that tells who calls.
type unauthenticated struct{ detail string }

func (e unauthenticated) Error() string { return e.detail }

// identify reads the caller from the token itself. The gateway has verified its signature, issuer, audience and
// expiry; its authorizer also hands over the claims, but flattens arrays, so that a group named "x admin" would
// read like two groups. Hence groups come from the token's own array claim, and the authorizer's claims only prove
// that it ran, for the same subject.
func identify(g Gateway, authorization string) (Caller, error) {
	if g.Claims["sub"] == "" {
		return Caller{}, unauthenticated{"a bearer token is needed"}
	}
	claims, ok := payload(authorization)
	if !ok {
		return Caller{}, unauthenticated{"the bearer token cannot be read"}
	}
	if claims.Subject != g.Claims["sub"] {
		return Caller{}, unauthenticated{"the bearer token is not the one that was verified"}
	}
	if claims.Use != "" && claims.Use != "id" {
		return Caller{}, unauthenticated{"an ID token is needed, not another kind"}
	}
	if len(claims.Subject) > maxSubject || strings.ContainsFunc(claims.Subject, unicode.IsControl) {
		return Caller{}, unauthenticated{"the bearer token's subject is not one"}
	}
	return callerOf(claims), nil
}

// claims are the parts of a token's payload that are used.
type claims struct {
	Subject       string
	Use           string
	Name          string
	Email         string
	EmailVerified flag
	Locale        string
	Tier          string
	Groups        []Group
}

// payload decodes the payload of a JSON Web Token (RFC 7519) in an Authorization header (RFC 6750).
func payload(authorization string) (claims, bool) {
	scheme, token, ok := strings.Cut(authorization, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return claims{}, false
	}
	parts := strings.Split(strings.TrimSpace(token), ".")
	if len(parts) != 3 {
		return claims{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return claims{}, false
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return claims{}, false
	}
	c := claims{
		Subject: read[string](all["sub"]), Use: read[string](all["token_use"]), Name: read[string](all["name"]),
		Email: read[string](all["email"]), EmailVerified: read[flag](all["email_verified"]),
		Locale: read[string](all["locale"]), Tier: read[string](all[tierClaim]),
	}
	for _, g := range read[[]string](all[groupsClaim]) {
		if known := []Group{Agent, Lead, Compliance, Admin}; slices.Contains(known, Group(g)) {
			c.Groups = append(c.Groups, Group(g))
		}
	}
	return c, true
}

// read gives a claim as a T; the zero T when it is absent or of another type.
func read[T any](raw json.RawMessage) T {
	var v, none T
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return none
	}
	return v
}

// flag is a boolean claim that some providers write as a string.
type flag bool

// UnmarshalJSON reads true and "true" as true, and everything else as false.
func (f *flag) UnmarshalJSON(raw []byte) error {
	*f = string(raw) == "true" || string(raw) == `"true"`
	return nil
}
