package e2e

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// faulty deploys a function that dies once, right after the call to AWS that is named, such as SendEmail:1, and says
// whether it has. With more words only calls count that hold them: those of other cases, whose clocks run on from the
// tests before, do not. The switch is in builds with the tag faults alone.
func (s *stack) faulty(t *testing.T, job, after string, about ...string) (died func() bool) {
	t.Helper()
	once := filepath.Join(t.TempDir(), "died")
	s.upload(t, job)
	settings := s.environment(t, job)
	set := func(variables map[string]string) {
		s.lambda(t, http.MethodPut, job, "/configuration", map[string]any{"Environment": map[string]any{"Variables": variables}})
	}
	t.Cleanup(func() { set(settings) }) // the switch stays in the code, but nothing moves it
	changed := maps.Clone(settings)
	changed["FAULT_AFTER"], changed["FAULT_ONCE"], changed["FAULT_ABOUT"] = after, once, strings.Join(about, " ")
	set(changed)
	return func() bool {
		_, err := os.Stat(once)
		return err == nil
	}
}

// upload builds a function with the switch, and puts it in the place of the other.
func (s *stack) upload(t *testing.T, job string) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc,faults", "-trimpath", "-o", binary, "aftercare/functions/"+job)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", job, err, out)
	}
	content, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	header := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate}
	header.SetMode(0o755)
	file, err := w.CreateHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s.lambda(t, http.MethodPut, job, "/code", map[string]any{"ZipFile": base64.StdEncoding.EncodeToString(archive.Bytes())})
}

func (s *stack) environment(t *testing.T, job string) map[string]string {
	t.Helper()
	a := s.lambda(t, http.MethodGet, job, "/configuration", nil)
	return into[struct {
		Environment struct{ Variables map[string]string }
	}](a).Environment.Variables
}

func (s *stack) lambda(t *testing.T, method, job, path string, body any) *answer {
	t.Helper()
	return request(t, s, method, s.endpoint+"/2015-03-31/functions/aftercare-"+job+path, "", body).want(http.StatusOK)
}

// impatient makes a queue bring a message again after so long, and in the end as it did before. It gives none up meanwhile,
// since a busy machine may take longer for a message than that.
func (s *stack) impatient(t *testing.T, name string, after time.Duration) {
	t.Helper()
	url := s.queue(t, name)
	ctx := context.WithoutCancel(t.Context())
	const visibility, redrive = types.QueueAttributeNameVisibilityTimeout, types.QueueAttributeNameRedrivePolicy
	was, err := s.sqs().GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{visibility, redrive},
	})
	if err != nil {
		t.Fatal(err)
	}
	set := func(seconds, policy string) {
		if _, err := s.sqs().SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{
			QueueUrl: &url, Attributes: map[string]string{string(visibility): seconds, string(redrive): policy},
		}); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(func() { set(was.Attributes[string(visibility)], was.Attributes[string(redrive)]) })
	var policy map[string]any
	if err := json.Unmarshal([]byte(was.Attributes[string(redrive)]), &policy); err != nil {
		t.Fatal(err)
	}
	policy["maxReceiveCount"] = 1000
	patient, err := json.Marshal(policy)
	if err != nil {
		t.Fatal(err)
	}
	set(strconv.Itoa(int(after.Seconds())), string(patient))
}

// queue finds a queue that is not for failures by a part of its name.
func (s *stack) queue(t *testing.T, name string) string {
	t.Helper()
	all, err := s.sqs().ListQueues(t.Context(), &sqs.ListQueuesInput{MaxResults: aws.Int32(1000)})
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range all.QueueUrls {
		last := url[strings.LastIndex(url, "/")+1:]
		if strings.Contains(last, name+"Queue") {
			return url
		}
	}
	t.Fatalf("no queue named %s among %v", name, all.QueueUrls)
	return ""
}
