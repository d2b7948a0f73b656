package main

import (
	"archive/zip"
	"compress/flate"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// footprint is what a function weighs.
type footprint struct {
	Job      string  `json:"job"`
	Binary   int64   `json:"binaryBytes"`
	Zip      int64   `json:"zipBytes"`      // as it is uploaded
	Ready    float64 `json:"readyMs"`       // from the start of the process until it asks for its first event
	Resident int64   `json:"residentBytes"` // after it has worked; 0 where the system does not tell
}

// starts is how often a function is started to find how long that takes: the middle one counts.
const starts = 5

// footprints weighs every function in a folder. worked are the environments that have worked, which are not ended.
func footprints(ctx context.Context, w *world) ([]footprint, error) {
	entries, err := os.ReadDir(w.binaries)
	if err != nil {
		return nil, err
	}
	var all []footprint
	for _, entry := range entries {
		f, err := weigh(ctx, w, entry.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func weigh(ctx context.Context, w *world, job string) (footprint, error) {
	f := footprint{Job: job}
	binary := filepath.Join(w.binaries, job)
	info, err := os.Stat(binary)
	if err != nil {
		return f, err
	}
	f.Binary = info.Size()
	if f.Zip, err = zipped(binary); err != nil {
		return f, err
	}
	var took []time.Duration
	for range starts {
		e, err := startEnvironment(ctx, job, binary, w.vars(w.address))
		if err != nil {
			return f, err
		}
		took = append(took, e.ready)
		f.Resident, _ = e.resident()
		e.stop()
	}
	if e := w.environments[job]; e != nil {
		f.Resident, _ = e.resident()
	}
	slices.Sort(took)
	f.Ready = milliseconds(took[len(took)/2])
	return f, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// zipped is the size of a file in an archive, in bytes.
func zipped(path string) (int64, error) {
	file, err := os.Open(path) //nolint:gosec // a function of this repository
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	var size counter
	archive := zip.NewWriter(&size)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	part, err := archive.Create("bootstrap")
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(part, file); err != nil {
		return 0, err
	}
	if err := archive.Close(); err != nil {
		return 0, err
	}
	return int64(size), nil
}

// counter counts what is written.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
