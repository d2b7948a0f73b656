package dynamo

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// byAgent is a sum of a shard and day on which many agents did something, as its cells tell.
func byAgent(t *testing.T, agents int, name insight.Name, cell func(*rand.Rand) insight.Cell) rollup.Sum {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same in each run
	sheet := insight.Sheet{}
	for range agents {
		// Subjects of Cognito's are UUIDs, of which little can be packed.
		agent := fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x",
			random.Uint32(), random.IntN(1<<16), random.IntN(1<<12), random.IntN(1<<12), random.Uint64N(1<<48))
		sheet[insight.Key{By: insight.ByAgent, Value: agent}] = map[insight.Name]insight.Cell{name: cell(random)}
	}
	sums, err := rollup.Sums(sheet)
	if err != nil || len(sums) != 1 {
		t.Fatalf("%d sums, %v", len(sums), err)
	}
	return sums[0]
}

// times are those of some cases, all of them different.
func times(cases int) func(*rand.Rand) insight.Cell {
	return func(random *rand.Rand) insight.Cell {
		values := make([]int64, cases)
		for i := range values {
			values[i] = int64(random.ExpFloat64() * 4 * 3600) // seconds
		}
		return insight.Cell{Digest: insight.NewDigest(values)}
	}
}

// README.md gives these numbers as a limit: sixty cases a day are fifteen in each of the four shards.
func TestFiguresOfFiveThousandAgentsAreKept(t *testing.T) {
	for name, sum := range map[string]rollup.Sum{
		"fifteen first responses each": byAgent(t, 5000, insight.FirstResponse, times(15)),
		"a backlog of hundreds each": byAgent(t, 5000, insight.Backlog, func(random *rand.Rand) insight.Cell {
			n := 1 + random.Int64N(500)
			return insight.Cell{Value: n, Of: n * (1_790_000_000 + random.Int64N(1_000_000))}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			var item attributes
			table := stub{
				put: func(in *dynamodb.PutItemInput) error {
					item = in.Item
					return nil
				},
				query: func(*dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
					return &dynamodb.QueryOutput{Items: []attributes{item}}, nil
				},
			}.table()
			if err := table.SaveSum(t.Context(), "2026-03-01", 1, 1, sum); err != nil {
				t.Fatal(err)
			}
			packed, _, _ := stored(item).binary(attrDoc)
			t.Logf("%d bytes, packed %d", len(sum.Document), len(packed))
			if len(packed) == 0 || len(packed) > maxDocument {
				t.Fatalf("%d bytes are more than an item holds", len(packed))
			}
			read, err := table.Sums(t.Context(), "2026-03-01", 1)
			if err != nil || len(read) != 1 || !bytes.Equal(read[0].Document, sum.Document) {
				t.Fatalf("it is not read as it was written: %v", err)
			}
		})
	}
}

func TestFiguresThatNoItemHoldsAreRefused(t *testing.T) {
	table := stub{}.table() // nothing is written
	for name, sum := range map[string]rollup.Sum{
		"packed, too large": byAgent(t, 10_000, insight.FirstResponse, times(15)),
		"too large to read": {
			Measure: insight.Opened, By: insight.ByAgent, Document: []byte(`{"` + strings.Repeat("x", maxSum) + `":{"v":1}}`),
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := table.SaveSum(t.Context(), "2026-03-01", 1, 1, sum)
			if !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), string(sum.Measure)+" by agent") {
				t.Fatalf("got %v", err)
			}
		})
	}
}
