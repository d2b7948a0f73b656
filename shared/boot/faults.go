//go:build faults

package boot

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// A function that was built with the tag faults can be killed between two of its calls to AWS, as the runtime kills
// one that runs out of time or memory. FAULT_AFTER names the call after which it dies, such as SendEmail:1 for the
// first that this process makes; FAULT_ONCE is a file that is made at that moment, and that keeps the next process
// alive. With FAULT_ABOUT only calls count whose parameters hold that text, such as an address.
const (
	faultAfter = "FAULT_AFTER"
	faultOnce  = "FAULT_ONCE"
	faultAbout = "FAULT_ABOUT"
)

func init() {
	wanted, once, about := os.Getenv(faultAfter), os.Getenv(faultOnce), os.Getenv(faultAbout)
	if wanted == "" || once == "" {
		return
	}
	var mu sync.Mutex
	calls := map[string]int{}
	count := func(name string, parameters any) int {
		if about != "" {
			if raw, err := json.Marshal(parameters); err != nil || !strings.Contains(string(raw), about) {
				return 0
			}
		}
		mu.Lock()
		defer mu.Unlock()
		calls[name]++
		return calls[name]
	}
	die := middleware.InitializeMiddlewareFunc("Fault", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		name := awsmiddleware.GetOperationName(ctx)
		if fmt.Sprintf("%s:%d", name, count(name, in.Parameters)) == wanted {
			if marker, exists := os.OpenFile(once, os.O_CREATE|os.O_EXCL, 0o600); exists == nil {
				_ = marker.Close()
				os.Exit(1)
			}
		}
		return out, metadata, err
	})
	prepare = func(cfg *aws.Config) {
		cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
			return stack.Initialize.Add(die, middleware.After)
		})
	}
}
