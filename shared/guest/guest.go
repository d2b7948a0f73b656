// Package guest lets people complain who do not sign in, and representatives: by a filing with a mail address, and a
// link that is mailed there. What somebody files with an address says nothing of whose it is: nothing that is known
// here under that address is joined to it, and nobody learns whether anything is.
package guest

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/intake"
	"aftercare/shared/limit"
	"aftercare/shared/link"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// How often somebody may file without signing in: for an address of mail, and for a network.
var (
	ByAddress = limit.Rule{Most: 3, Within: time.Hour}
	ByNetwork = limit.Rule{Most: 20, Within: time.Hour}
)

// Complaints files complaints and lets their steps be taken.
type Complaints interface {
	Filed(ctx context.Context, f complaint.FilingCommand) (complaint.Done, bool, error)
	File(ctx context.Context, f complaint.FilingCommand, who complaint.Who) (complaint.Done, error)
	Complaint(ctx context.Context, id string, who complaint.Who) (complaint.Complaint, error)
}

// IDs gives the names of a key under the present secret first, such as those of package seal.
type IDs func(ctx context.Context, scope, key string) ([]string, error)

// Guests are those who do not sign in.
type Guests struct {
	complaints Complaints
	links      *link.Links
	limits     *limit.Limiter
	ids        IDs
}

// New makes guests.
func New(complaints Complaints, links *link.Links, limits *limit.Limiter, ids IDs) *Guests {
	return &Guests{complaints: complaints, links: links, limits: limits, ids: ids}
}

// Filing is what a guest files.
type Filing struct {
	complaint.FilingCommand
	Email, Name string
	Network     string // the address on the internet that it comes from; kept nowhere
}

// Normal gives the one form of a mail address, by which a guest is told from another.
func Normal(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// File files a complaint for whoever reads mail at the address. Exhausted when the address or the network has filed
// too often of late; a repetition with the same key does not count.
func (g *Guests) File(ctx context.Context, f Filing) (complaint.Complaint, error) {
	email := strings.TrimSpace(f.Email)
	if !intake.Address(email) {
		return complaint.Complaint{}, fault.InvalidField("email", "is not an e-mail address")
	}
	var check text.Checker
	name := check.Optional("name", f.Name, text.MaxName)
	if err := check.Err(); err != nil {
		return complaint.Complaint{}, err
	}
	if done, found, err := g.complaints.Filed(ctx, f.FilingCommand); found || err != nil {
		return done.Complaint, err
	}
	for _, bound := range []struct {
		of, key string
		rule    limit.Rule
	}{{"network", network(f.Network), ByNetwork}, {"address", Normal(f.Email), ByAddress}} {
		ids, err := g.ids(ctx, "filings of "+bound.of, bound.key)
		if err != nil {
			return complaint.Complaint{}, err
		}
		if err := g.limits.Take(ctx, ids[0], bound.rule); err != nil {
			return complaint.Complaint{}, err
		}
	}
	f.Guest, f.Channel = true, ticket.Web
	f.Customer = ticket.Customer{
		ID: "guest-" + f.ID, Name: name, Email: email, Assurance: ticket.Unverified, Reachable: true,
	}
	done, err := g.complaints.File(ctx, f.FilingCommand, who(f.Customer.ID, name))
	return done.Complaint, err
}

func who(id, name string) complaint.Who {
	return complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: id, Name: name}}
}

// network gives what one household or company has of the internet: an IPv4 address, or a /64 of IPv6 (RFC 6177).
func network(address string) string {
	const household = 64
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.WithZone("").Prefix(household)
	if err != nil {
		return address
	}
	return prefix.String()
}

// Enter gives the complaint that a token leads to, and who holds it. Missing and Gone as of [link.Links.Open]; Gone,
// too, for a link from before the complaint's links were revoked.
func (g *Guests) Enter(ctx context.Context, token string) (complaint.Complaint, complaint.Who, error) {
	l, err := g.links.Open(ctx, link.Guest, token)
	if err != nil {
		return complaint.Complaint{Language: l.Language}, complaint.Who{}, err
	}
	c, err := g.complaints.Complaint(ctx, l.ID, complaint.System)
	if err != nil {
		return c, complaint.Who{}, fmt.Errorf("read the complaint of a link: %w", err)
	}
	if l.Revoked(c) || c.Guest == "" {
		return complaint.Complaint{Language: l.Language}, complaint.Who{}, link.Over()
	}
	return c, who(c.Guest, c.Customer.Name), nil
}
