package boot

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"
)

// MetricsNamespace is the CloudWatch namespace of all metrics.
const MetricsNamespace = "Aftercare"

// Unit is a unit of CloudWatch.
type Unit string

// Count is the unit of what has none.
const Count Unit = "Count"

// Metrics writes measurements as lines in CloudWatch's embedded metric format, which its logs turn into metrics.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type Metrics struct {
	clock Clock
	mu    sync.Mutex
	out   io.Writer
}

// NewMetrics writes metrics to the function's log.
func NewMetrics(b *Boot) *Metrics { return MetricsTo(os.Stdout, b.Clock) }

// MetricsTo writes metrics elsewhere.
func MetricsTo(out io.Writer, clock Clock) *Metrics { return &Metrics{clock: clock, out: out} }

// Put writes one measurement. dimensions are names and values with few different values, such as a queue or an
// outcome; never a person, an id or a text, for each combination is a metric of its own and is read by many.
func (m *Metrics) Put(name string, value float64, unit Unit, dimensions map[string]string) error {
	names := slices.Sorted(maps.Keys(dimensions))
	if names == nil {
		names = []string{}
	}
	line := map[string]any{name: value}
	for dimension, v := range dimensions {
		line[dimension] = v
	}
	line["_aws"] = map[string]any{
		"Timestamp": m.clock().UnixMilli(),
		"CloudWatchMetrics": []any{map[string]any{
			"Namespace": MetricsNamespace, "Dimensions": [][]string{names},
			"Metrics": []any{map[string]any{"Name": name, "Unit": unit}},
		}},
	}
	raw, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("metric %s does not encode: %w", name, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.out.Write(append(raw, '\n')); err != nil {
		return fmt.Errorf("write metric %s: %w", name, err)
	}
	return nil
}
