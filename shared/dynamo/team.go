package dynamo

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// knownTeams are the teams that this process has seen in the registry; a team never leaves it.
type knownTeams struct{ names sync.Map }

// registerTeam makes a team known to the list of all queues. It comes before the transaction that gives a case to
// the team, and not in it: all openings would collide on the one item, and a team known too early is only empty.
func (t *Table) registerTeam(ctx context.Context, team string) error {
	if team == "" {
		return nil
	}
	if _, known := t.teams.names.Load(team); known {
		return nil
	}
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.name, Key: key(layout.TeamsPK, layout.StateSK),
		UpdateExpression:          aws.String("ADD #teams :team"),
		ExpressionAttributeNames:  map[string]string{"#teams": attrTeams},
		ExpressionAttributeValues: attributes{":team": &types.AttributeValueMemberSS{Value: []string{team}}},
	})
	if err != nil {
		return fmt.Errorf("register a team: %w", err)
	}
	t.teams.names.Store(team, true)
	return nil
}

// Teams gives every team that ever had a case, in order of name.
func (t *Table) Teams(ctx context.Context) ([]string, error) {
	item, err := t.get(ctx, "teams", layout.TeamsPK, layout.StateSK)
	if err != nil || item == nil {
		return nil, err
	}
	set, ok := item[attrTeams].(*types.AttributeValueMemberSS)
	if !ok {
		return nil, fmt.Errorf("the stored teams cannot be read: attribute %s is no set of texts", attrTeams)
	}
	return slices.Sorted(slices.Values(set.Value)), nil
}
