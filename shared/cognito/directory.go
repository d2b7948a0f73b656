// Package cognito reads who works for the company from an Amazon Cognito user pool, where each role is a group.
package cognito

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"aftercare/shared/staff"
)

// life is how long an answer is held in memory: a change reaches every warm function within it.
const life = time.Minute

// Client is the part of Cognito that is used.
type Client interface {
	ListUsersInGroup(ctx context.Context, in *idp.ListUsersInGroupInput, options ...func(*idp.Options)) (*idp.ListUsersInGroupOutput, error)
}

// Directory is the members of a pool's groups. It implements staff.Directory.
type Directory struct {
	client Client
	pool   string
	now    func() time.Time

	mu    sync.Mutex
	roles map[string]answer
}

type answer struct {
	at      time.Time
	members []staff.Member
}

// NewDirectory makes a directory of a user pool.
func NewDirectory(client Client, pool string, now func() time.Time) *Directory {
	return &Directory{client: client, pool: pool, now: now, roles: map[string]answer{}}
}

// Members gives the enabled users of a role's group, ordered by id.
func (d *Directory) Members(ctx context.Context, role string) ([]staff.Member, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	if held, ok := d.roles[role]; ok && !now.Before(held.at) && now.Sub(held.at) < life {
		return slices.Clone(held.members), nil
	}
	members, err := d.list(ctx, role)
	if err != nil {
		return nil, err
	}
	d.roles[role] = answer{now, members}
	return slices.Clone(members), nil
}

func (d *Directory) list(ctx context.Context, role string) ([]staff.Member, error) {
	var members []staff.Member
	pages := idp.NewListUsersInGroupPaginator(d.client, &idp.ListUsersInGroupInput{
		UserPoolId: aws.String(d.pool), GroupName: aws.String(role),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the users of group %s: %w", role, err)
		}
		for _, u := range page.Users {
			if m := member(u); u.Enabled && m.ID != "" {
				members = append(members, m)
			}
		}
	}
	slices.SortFunc(members, func(a, b staff.Member) int { return strings.Compare(a.ID, b.ID) })
	return members, nil
}

// member reads a user. Their id is the subject of their tokens, not the name that they sign in with.
func member(u types.UserType) staff.Member {
	var m staff.Member
	for _, a := range u.Attributes {
		switch aws.ToString(a.Name) {
		case "sub":
			m.ID = aws.ToString(a.Value)
		case "name":
			m.Name = aws.ToString(a.Value)
		case "email":
			m.Email = aws.ToString(a.Value)
		}
	}
	return m
}
