package complaint

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// assetForm is what the name of an asset looks like: it is published and stands in keys.
var assetForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9.-]{0,31}$`)

// asset brings the name of an asset into its one form.
func asset(w *words, name, s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if !assetForm.MatchString(s) {
		w.Add(name, "is not the name of an asset, such as BTC or EUR")
		return ""
	}
	return s
}

// Authority says how precise amounts are, and how much money a person may grant alone. It is data: a company brings
// its own.
type Authority struct {
	Precision map[string]int              `json:"precision"` // digits after the point, by asset
	Other     int                         `json:"other"`     // digits of an asset that is not named
	Limits    map[Party]map[string]Limits `json:"limits"`    // by role and asset; what is not named needs approval
}

// Limits are what one person may grant in an asset without somebody else's approval, as decimals.
type Limits struct {
	Each  string `json:"each"`  // in one complaint, with what was granted in it before
	Month string `json:"month"` // in one month, in UTC, all complaints together
}

//go:embed authority.json
var defaultAuthority []byte

// DefaultAuthority is that of a company that set none.
func DefaultAuthority() Authority {
	a, err := ParseAuthority(defaultAuthority)
	if err != nil { // a test reads the file
		panic(err)
	}
	return a
}

// maxPrecision is more than the digits of any asset that is in use: ether has 18.
const maxPrecision = 24

// ParseAuthority reads an authority, and says what is wrong with it.
func ParseAuthority(raw []byte) (Authority, error) {
	var a Authority
	if err := json.Unmarshal(raw, &a); err != nil {
		return a, fmt.Errorf("the limits of remedies are no JSON of their form: %w", err)
	}
	for name, digits := range a.Precision {
		if !assetForm.MatchString(name) || digits < 0 || digits > maxPrecision {
			return a, fmt.Errorf("%q is no asset with a precision of 0 to %d digits", name, maxPrecision)
		}
	}
	if a.Other < 0 || a.Other > maxPrecision {
		return a, fmt.Errorf("the precision of other assets is not 0 to %d digits", maxPrecision)
	}
	for role, limits := range a.Limits {
		if !slices.Contains(handlers, role) {
			return a, fmt.Errorf("%q proposes no solutions: limits are for %v", role, handlers)
		}
		for name, l := range limits {
			each, ok1 := decimal(l.Each)
			month, ok2 := decimal(l.Month)
			if !ok1 || !ok2 || each.Cmp(month) > 0 {
				return a, fmt.Errorf("the limits of %s in %s are not two decimals, the first not above the second", role, name)
			}
		}
	}
	return a, nil
}

// check brings an amount into its one form: above zero, and no finer than the asset can be divided.
func (a Authority) check(w *words, m *Compensation) *Compensation {
	if m == nil {
		return nil
	}
	clean := Compensation{Kind: m.Kind, Amount: w.Decimal("compensation.amount", m.Amount), Asset: asset(w, "compensation.asset", m.Asset)}
	w.OneOf("compensation.kind", string(m.Kind), string(FeeWaiver), string(Credit))
	digits, known := a.Precision[clean.Asset]
	if !known {
		digits = a.Other
	}
	amount, ok := decimal(clean.Amount)
	switch {
	case !ok: // told already
	case amount.Sign() <= 0:
		w.Add("compensation.amount", "is not above zero")
	case !exact(amount, digits):
		w.Add("compensation.amount", fmt.Sprintf("has more than the %d digits after the point that the asset has", digits))
	default:
		clean.Amount = plain(amount)
	}
	return &clean
}

// allows reports whether somebody of the roles may grant an amount alone, after what they granted this month, and after
// what stands in the complaint, whoever granted it: a complaint that comes back does not get the limit anew.
func (a Authority) allows(roles []Party, m Compensation, spent Ledger, standing []Remedy) bool {
	amount, ok := decimal(m.Amount)
	if !ok {
		return false
	}
	sum := new(big.Rat).Add(amount, spent.of(m.Asset))
	for _, r := range standing {
		had, ok := decimal(r.Amount)
		if !ok {
			return false
		}
		if r.Asset == m.Asset {
			amount.Add(amount, had)
		}
	}
	return slices.ContainsFunc(roles, func(role Party) bool {
		limits, named := a.Limits[role][m.Asset]
		each, ok1 := decimal(limits.Each)
		month, ok2 := decimal(limits.Month)
		return named && ok1 && ok2 && amount.Cmp(each) <= 0 && sum.Cmp(month) <= 0
	})
}

// decimal reads an exact decimal that is not negative.
func decimal(s string) (*big.Rat, bool) {
	if s == "" || len(s) > 90 || strings.Trim(s, "0123456789.") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// exact reports whether an amount needs no more digits after the point.
func exact(r *big.Rat, digits int) bool {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	return new(big.Int).Rem(scale, r.Denom()).Sign() == 0
}

// plain writes an amount without zeros that say nothing. It has at most the digits of what Checker.Decimal allows.
func plain(r *big.Rat) string {
	s := r.FloatString(40)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
