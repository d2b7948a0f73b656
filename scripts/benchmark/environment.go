package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// environment is one warm function: a process of a compiled function, and the Runtime API that feeds it.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type environment struct {
	job   string
	cmd   *exec.Cmd
	log   *tail
	http  *http.Server
	ready time.Duration // from the start of the process until it asked for its first event

	events  chan []byte
	answers chan answer
	waiting chan struct{} // one for each time that the function asks for an event
}

// answer is what a function said of an event.
type answer struct {
	body []byte
	err  error
}

// startTimeout is how long a function may take until it asks for an event.
const startTimeout = 10 * time.Second

// startEnvironment starts a function and waits until it is ready.
func startEnvironment(ctx context.Context, job, binary string, vars []string) (*environment, error) {
	e := &environment{job: job, log: &tail{}, events: make(chan []byte), answers: make(chan answer, 1), waiting: make(chan struct{}, 1)}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e.http = &http.Server{Handler: e.api(), ReadHeaderTimeout: startTimeout}
	go func() { _ = e.http.Serve(listener) }()

	e.cmd = exec.Command(binary) //nolint:gosec // a function of this repository
	e.cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String(), "AWS_LAMBDA_FUNCTION_NAME=aftercare-" + job,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
	}, vars...)
	e.cmd.Stdout, e.cmd.Stderr = e.log, e.log
	began := time.Now()
	if err := e.cmd.Start(); err != nil {
		return nil, err
	}
	select {
	case <-e.waiting:
		e.ready = time.Since(began)
		return e, nil
	case <-time.After(startTimeout):
		e.stop()
		return nil, fmt.Errorf("%s does not get ready; it said:\n%s", job, e.log)
	}
}

// api serves the Runtime API to this one function.
func (e *environment) api() http.Handler {
	const root = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	number := 0
	mux.HandleFunc("GET "+root+"invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case e.waiting <- struct{}{}:
		default:
		}
		select {
		case <-r.Context().Done():
		case event := <-e.events:
			number++
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", fmt.Sprintf("%s-%d", e.job, number))
			w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(time.Minute).UnixMilli(), 10))
			w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:aftercare-"+e.job)
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(event) // a function that is gone is noticed by its missing answer
		}
	})
	said := func(failed bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if failed && err == nil {
				err = fmt.Errorf("%s failed: %s", e.job, body)
			}
			w.WriteHeader(http.StatusAccepted)
			e.answers <- answer{body, err}
		}
	}
	mux.HandleFunc("POST "+root+"invocation/{id}/response", said(false))
	mux.HandleFunc("POST "+root+"invocation/{id}/error", said(true))
	return mux
}

// invokeTimeout bounds an invocation.
const invokeTimeout = 30 * time.Second

// invoke hands the function one event and waits for its answer.
func (e *environment) invoke(event []byte) ([]byte, error) {
	timeout := time.After(invokeTimeout)
	select {
	case e.events <- event:
	case <-timeout:
		return nil, fmt.Errorf("%s takes no event; it said:\n%s", e.job, e.log)
	}
	select {
	case a := <-e.answers:
		return a.body, a.err
	case <-timeout:
		return nil, fmt.Errorf("%s does not answer; it said:\n%s", e.job, e.log)
	}
}

// resident is the memory that the process holds, in bytes, and whether this system tells.
func (e *environment) resident() (int64, bool) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", e.cmd.Process.Pid))
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(raw))
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}

// stop ends the process and gives the processor time that it took in its life.
func (e *environment) stop() time.Duration {
	_ = e.cmd.Process.Kill()
	err := e.cmd.Wait()
	_ = e.http.Close()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0
	}
	return e.cmd.ProcessState.UserTime() + e.cmd.ProcessState.SystemTime()
}

// tail keeps the last that a function logged.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
	all int // bytes that were ever written
}

// tailSize is how much of a log is kept, in bytes, before the older half is dropped.
const tailSize = 16 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all += len(p)
	if t.buf.Len() > tailSize {
		t.buf.Next(tailSize / 2)
	}
	return t.buf.Write(p)
}

func (t *tail) total() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
