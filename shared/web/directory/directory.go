// Package directory is the HTTP API of who is who: the caller, the teams, and the people who work here.
package directory

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/staff"
	"aftercare/shared/web"
)

// Teams lists the teams that tickets were given to.
type Teams interface {
	Teams(ctx context.Context) ([]string, error)
}

// API serves the directory.
type API struct {
	Staff staff.Directory
	Teams Teams
}

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{"Directory"}}
	}
	huma.Register(api, op("readMe", "/v1/me", "Read who the caller is"), a.me)
	huma.Register(api, op("listTeams", "/v1/teams", "List the teams"), a.teams)
	huma.Register(api, op("listStaff", "/v1/staff", "List the people who work here"), a.staff)
}

// Me is the caller.
type Me struct {
	ID     string      `json:"id"`
	Kind   string      `json:"kind" enum:"customer,staff"`
	Name   string      `json:"name,omitempty"`
	Email  string      `json:"email,omitempty"`
	Locale string      `json:"locale,omitempty"`
	Tier   string      `json:"tier,omitempty"`
	Groups []web.Group `json:"groups" doc:"Of agent, lead, compliance and admin; none for customers."`
}

type meOutput struct{ Body Me }

func (a API) me(ctx context.Context, _ *struct{}) (*meOutput, error) {
	c := web.CallerFrom(ctx)
	me := Me{ID: c.ID, Kind: string(c.Actor().Kind), Name: c.Name, Email: c.Email, Locale: c.Locale, Tier: c.Tier, Groups: c.Groups}
	if me.Groups == nil {
		me.Groups = []web.Group{}
	}
	return &meOutput{me}, nil
}

// Team is a team by its name.
type Team struct {
	ID string `json:"id"`
}

func (a API) teams(ctx context.Context, _ *struct{}) (*web.List[Team], error) {
	if err := staffOnly(ctx); err != nil {
		return nil, err
	}
	names, err := a.Teams.Teams(ctx)
	if err != nil {
		return nil, err
	}
	teams := make([]Team, 0, len(names))
	for _, name := range names {
		teams = append(teams, Team{ID: name})
	}
	return web.NewList(teams, ""), nil
}

// Member is somebody who works here, with every group that they are in.
type Member struct {
	ID     string      `json:"id"`
	Name   string      `json:"name,omitempty"`
	Groups []web.Group `json:"groups"`
}

func (a API) staff(ctx context.Context, _ *struct{}) (*web.List[Member], error) {
	if err := staffOnly(ctx); err != nil {
		return nil, err
	}
	var members []Member
	at := map[string]int{}
	for _, group := range []web.Group{web.Agent, web.Lead, web.Compliance, web.Admin} {
		people, err := a.Staff.Members(ctx, string(group))
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			i, known := at[p.ID]
			if !known {
				i = len(members)
				at[p.ID] = i
				members = append(members, Member{ID: p.ID, Name: p.Name})
			}
			members[i].Groups = append(members[i].Groups, group)
		}
	}
	return web.NewList(members, ""), nil
}

func staffOnly(ctx context.Context) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "only staff may do this")
	}
	return nil
}
