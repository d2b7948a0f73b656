package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"aftercare/shared/fault"
)

func TestWhatIsStoredCanBeAtFault(t *testing.T) {
	damaged := fmt.Errorf("timeline: %w", fault.Damaged(errors.New("no JSON")))
	if !fault.IsDamaged(damaged) || fault.KindOf(damaged) != fault.Internal || damaged.Error() != "timeline: no JSON" {
		t.Errorf("%v is %t, kind %d", damaged, fault.IsDamaged(damaged), fault.KindOf(damaged))
	}
	if fault.Damaged(nil) != nil || fault.IsDamaged(nil) || fault.IsDamaged(fault.NotFound("ticket")) {
		t.Error("nothing, or something else, is damaged")
	}
	if missing := fault.Damaged(fault.NotFound("policy")); fault.KindOf(missing) != fault.Missing {
		t.Errorf("the mark hides the kind of %v", missing)
	}
}
