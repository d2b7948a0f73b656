package memory_test

import (
	"testing"
	"time"

	"aftercare/shared/memory"
	"aftercare/shared/storetest"
)

func TestMemoryKeepsTheContractOfStorage(t *testing.T) {
	storetest.Run(t, func(_ *testing.T, now func() time.Time) storetest.Store { return memory.New(now) })
}
