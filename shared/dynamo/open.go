package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
)

// maxPartitions bounds how many partitions one page of open tickets looks into: with many teams most are empty.
const maxPartitions = 100

// OpenTickets gives the ids of tickets that are not solved or closed, at most limit, and where the next page begins,
// which is empty at the end. It goes through the queues of all teams, one partition after the other, and in each by
// next due time. A ticket whose next due time and team do not change keeps its place; one that stands still is never
// left out. A page may be short, even empty, with a next one.
func (t *Table) OpenTickets(ctx context.Context, after string, limit int) ([]string, string, error) {
	teams, err := t.Teams(ctx)
	if err != nil {
		return nil, "", err
	}
	var partitions []string
	for _, team := range append(teams, "") {
		for shard := range layout.Shards {
			partitions = append(partitions, layout.QueuePK(team, shard))
		}
	}
	slices.Sort(partitions)
	ended, reached := cutPosition(after)
	first, _ := slices.BinarySearch(partitions, ended)
	var ids []string
	for i, pk := range partitions[first:] {
		l := list{index: layout.ByQueue, groups: [][]string{{pk}}}
		if pk == ended {
			l.after = reached
		}
		places, err := t.walk(l, limit-len(ids)).take(ctx, limit-len(ids))
		if err != nil {
			return nil, "", fmt.Errorf("list open tickets: %w", err)
		}
		for _, p := range places {
			id, found := strings.CutPrefix(p.pk, ticketPK(""))
			if !found {
				return nil, "", fmt.Errorf("a queue names a partition that is no %s", event.Ticket)
			}
			ids = append(ids, id)
		}
		if len(ids) == limit {
			return ids, position(pk, places[len(places)-1].sk), nil
		}
		if i+1 == maxPartitions {
			return ids, position(pk, layout.After), nil
		}
	}
	return ids, "", nil
}

// position is a place in all queues. A sort key has no space; the name of a team may have some.
func position(pk, sk string) string { return pk + " " + sk }

func cutPosition(position string) (pk, sk string) {
	at := strings.LastIndex(position, " ")
	if at < 0 {
		return "", ""
	}
	return position[:at], position[at+1:]
}
