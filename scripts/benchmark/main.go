package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	all, err := countAll(context.Background(), "../..", os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, r := range all {
		t := r.Tally
		fmt.Printf("%-15s W %5.1f (db %5.1f) %v  R %.1f %v  calls %v before %v  T %d E %d inv %v\n", r.Name, t.writeUnits(), t.Said, t.Writes, t.readUnits(), t.Reads, t.Calls, t.Before, t.Transitions, t.Executions, t.Invocations)
		for _, i := range t.Items {
			raw, _ := json.Marshal(i)
			fmt.Println("     ", string(raw))
		}
	}
}
