package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// startDatabase starts DynamoDB Local, which keeps everything in memory, from the folder that scripts/bench installed
// it into. It gives its address, and how to end it.
func startDatabase(ctx context.Context, folder string) (string, func(), error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	port := listener.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // it listens on TCP
	if err := listener.Close(); err != nil {
		return "", nil, err
	}
	cmd := exec.Command("java", "-Djava.library.path=.", "-cp", "*", //nolint:gosec // only the port differs
		"com.amazonaws.services.dynamodbv2.local.main.ServerRunner", "-inMemory", "-port", fmt.Sprint(port))
	cmd.Dir = folder
	log, err := os.CreateTemp("", "dynamodb-local-*.log")
	if err != nil {
		return "", nil, err
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("start DynamoDB Local, which needs Java 17: %w", err)
	}
	stop := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = log.Close()
		_ = os.Remove(log.Name())
	}
	address := fmt.Sprintf("http://127.0.0.1:%d", port)
	for range 600 {
		if answers(ctx, address) {
			return address, stop, nil
		}
		select {
		case <-ctx.Done():
			stop()
			return "", nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	said, err := os.ReadFile(log.Name())
	stop()
	return "", nil, errors.Join(fmt.Errorf("DynamoDB Local does not answer; it said:\n%s", said), err)
}

func answers(ctx context.Context, address string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil
}
