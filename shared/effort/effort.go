// Package effort tells tests how much work something takes: in time of the processor, for time on the clock goes by what
// else the machine does.
package effort

import (
	"syscall"
	"time"
)

// Limit is more than anything may take that a request or a message asks for, by a hundredfold: only work that grows with
// the square of a size goes beyond.
const Limit = 3 * time.Second

// Of gives the processor time that this process spends while something is done. What runs beside it in the process
// counts, too.
func Of(do func()) time.Duration {
	before := spent()
	do()
	return spent() - before
}

func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
