package cognito_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"aftercare/shared/cognito"
	"aftercare/shared/staff"
)

// pool hands out its pages in turn.
type pool struct {
	pages [][]types.UserType
	calls int
	err   error
}

func (p *pool) ListUsersInGroup(_ context.Context, in *idp.ListUsersInGroupInput, _ ...func(*idp.Options)) (*idp.ListUsersInGroupOutput, error) {
	p.calls++
	if p.err != nil {
		return nil, p.err
	}
	if aws.ToString(in.UserPoolId) != "pool" || aws.ToString(in.GroupName) != "lead" {
		return &idp.ListUsersInGroupOutput{}, nil
	}
	at := len(aws.ToString(in.NextToken))
	out := &idp.ListUsersInGroupOutput{Users: p.pages[at]}
	if at+1 < len(p.pages) {
		out.NextToken = aws.String("xxxxxxxx"[:at+1])
	}
	return out, nil
}

func user(id string, enabled bool) types.UserType {
	return types.UserType{Username: aws.String("signs in as " + id), Enabled: enabled, Attributes: []types.AttributeType{
		{Name: aws.String("sub"), Value: aws.String(id)},
		{Name: aws.String("name"), Value: aws.String("Name of " + id)},
		{Name: aws.String("email"), Value: aws.String(id + "@example.com")},
	}}
}

func TestMembersAreTheEnabledUsersOfAllPages(t *testing.T) {
	p := &pool{pages: [][]types.UserType{{user("lin", true), user("cora", false)}, {}, {user("ada", true), {Enabled: true}}}}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d := cognito.NewDirectory(p, "pool", func() time.Time { return now })
	want := []staff.Member{
		{ID: "ada", Name: "Name of ada", Email: "ada@example.com"},
		{ID: "lin", Name: "Name of lin", Email: "lin@example.com"},
	}
	for range 2 {
		got, err := d.Members(t.Context(), "lead")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v", got, err)
		}
		got[0].Email = "" // what is held does not change with it
	}
	if p.calls != 3 {
		t.Errorf("%d calls within a minute, want 3", p.calls)
	}
	if got, err := d.Members(t.Context(), "admin"); err != nil || len(got) != 0 {
		t.Errorf("nobody is admin, got %+v, %v", got, err)
	}
	now = now.Add(time.Minute)
	p.pages = [][]types.UserType{{user("lin", true)}}
	if got, err := d.Members(t.Context(), "lead"); err != nil || len(got) != 1 {
		t.Errorf("after a minute got %+v, %v", got, err)
	}
}

func TestAFailureIsNotHeld(t *testing.T) {
	p := &pool{pages: [][]types.UserType{{user("lin", true)}}, err: errors.New("throttled")}
	d := cognito.NewDirectory(p, "pool", func() time.Time { return time.Time{} })
	if _, err := d.Members(t.Context(), "lead"); err == nil {
		t.Error("the failure went unnoticed")
	}
	p.err = nil
	if got, err := d.Members(t.Context(), "lead"); err != nil || len(got) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}
