// Command verify-register checks a file of the register of complaints: that no row was changed, left out, added or
// moved since it was exported.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"aftercare/shared/register"
)

const usage = `usage: scripts/verify-register [--head HASH] [--against OLDER] FILE
  FILE            an export of the register, CSV or JSON
  --head HASH     the head that the API or the event export.finished named: a file that was written anew has another
  --against OLDER an earlier export: what was closed by then must read the same now
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run gives the status to end with: 0 for a sound file, 1 for one that is not, 2 when it cannot tell.
func run(args []string, out, complaints io.Writer) int {
	flags := flag.NewFlagSet("verify-register", flag.ContinueOnError)
	flags.SetOutput(complaints)
	flags.Usage = func() { _, _ = io.WriteString(complaints, usage) }
	head, against := flags.String("head", "", ""), flags.String("against", "", "")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil && flags.NArg() != 1 {
		flags.Usage()
		err = errors.New("one file is wanted")
	}
	if err != nil {
		return 2
	}
	older, err := closedIn(*against)
	if err == nil {
		err = check(out, flags.Arg(0), *head, older)
	}
	switch _, broken := errors.AsType[*register.Break](err); {
	case err == nil:
		return 0
	case broken, errors.Is(err, errUnsound):
		_, _ = fmt.Fprintln(complaints, "NOT SOUND:", err)
		return 1
	default:
		_, _ = fmt.Fprintln(complaints, err)
		return 2
	}
}

// errUnsound is what is wrong with a file whose own chain is sound.
var errUnsound = errors.New("the chain is sound, but")

// check verifies a file and says what it holds.
func check(out io.Writer, name, head string, older map[string]string) error {
	var changed error
	v, err := verify(name, func(id string, _ bool, digest string) error {
		if want, was := older[id]; was && want != digest && changed == nil {
			changed = fmt.Errorf("%w complaint %s, which was closed in the earlier export, reads otherwise now", errUnsound, id)
		}
		delete(older, id)
		return nil
	})
	switch {
	case err != nil:
		return err
	case head != "" && head != v.Hash:
		return fmt.Errorf("%w its head is %s and not the one expected: the file was written anew", errUnsound, v.Hash)
	case changed != nil:
		return changed
	}
	for id := range older {
		return fmt.Errorf("%w complaint %s, which was closed in the earlier export, is not there", errUnsound, id)
	}
	_, err = fmt.Fprintf(out, "sound: %d complaints received from %s to %s, as of %s\nexport %s, head %s\n",
		v.Head.Rows, v.Head.From.Format(stamp), v.Head.To.Format(stamp), v.Head.AsOf.Format(stamp), v.Export, v.Hash)
	if p := v.Head.Previous; p != nil && err == nil {
		_, err = fmt.Fprintf(out, "the one before: export %s, head %s\n", p.Export, p.Head)
	}
	return err
}

const stamp = "2006-01-02T15:04:05Z07:00"

// closedIn gives the digests of what was closed in an earlier export; nothing without one.
func closedIn(name string) (map[string]string, error) {
	digests := map[string]string{}
	if name == "" {
		return digests, nil
	}
	_, err := verify(name, func(id string, closed bool, digest string) error {
		if closed {
			digests[id] = digest
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return digests, nil
}

func verify(name string, each func(id string, closed bool, digest string) error) (v register.Verified, err error) {
	file, err := os.Open(name) //nolint:gosec // whoever runs this names the file
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return register.Verify(file, each)
}
