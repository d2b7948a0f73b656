package dynamo

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aftercare/shared/fault"
	"aftercare/shared/notice"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestWhatIsPackedComesOutAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.String().Draw(t, "text") + strings.Repeat(rapid.StringN(0, 20, -1).Draw(t, "part"), rapid.IntRange(0, 200).Draw(t, "times"))
		packed, err := pack(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := unpack(packed, maxDocument); err != nil || got != raw {
			t.Fatalf("got %q, %v", got, err)
		}
	})
}

// What is stored refers to the dictionary: a change of it would make it unreadable.
func TestWhatWasPackedBeforeIsStillRead(t *testing.T) {
	const want = `{"id":"7KQ2M9XR4T1B","seq":1,"status":"new","body":"Hello, wo ist mein Geld?"}`
	got, err := unpack([]byte("\x01\x82V\xde\xe6ށF\xbe\x96\x11A&!\x86N\xb0Ɗ!F\xe3\x01\xb5\xdb[\x9e\xaf\x90Y\\\xa2\x90\x9b\x9a\x99\xa7\xe0\x9e\x9a\x93b\xafT\v\b\x00\x00\xff\xff"), maxDocument)
	if err != nil || got != want {
		t.Fatalf("got %q, %v: dictionary1.txt must never change", got, err)
	}
}

func TestAWriteAloneIsNoTransaction(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(*dynamodb.PutItemInput) error
		want   fault.Kind
	}{
		"taken by another":     {func(*dynamodb.PutItemInput) error { return there(attributes{attrWrite: text("other")}) }, fault.Lost},
		"the table is busy":    {func(*dynamodb.PutItemInput) error { return &types.ProvisionedThroughputExceededException{} }, fault.Exhausted},
		"it is throttled":      {func(*dynamodb.PutItemInput) error { return &types.ThrottlingException{} }, fault.Exhausted},
		"others collide":       {func(*dynamodb.PutItemInput) error { return &types.TransactionConflictException{} }, fault.Lost},
		"the database is gone": {func(*dynamodb.PutItemInput) error { return errors.New("no route") }, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			err := stub{put: c.answer}.table().SaveNotice(t.Context(), notice.Record{ID: "n", Revision: 1})
			if err == nil || fault.KindOf(err) != c.want {
				t.Fatalf("got %v of kind %d, want kind %d", err, fault.KindOf(err), c.want)
			}
		})
	}
	t.Run("its answer was lost and it is repeated", func(t *testing.T) {
		table := stub{put: func(in *dynamodb.PutItemInput) error { return there(in.Item) }}.table()
		if err := table.SaveNotice(t.Context(), notice.Record{ID: "n", Revision: 1}); err != nil {
			t.Fatal(err)
		}
	})
}

// there is the answer to a condition that failed on an item.
func there(item attributes) error { return &types.ConditionalCheckFailedException{Item: item} }
