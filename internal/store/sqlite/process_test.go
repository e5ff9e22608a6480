package sqlite

import (
	"bufio"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/buurtbeeld/buurtbeeld/internal/store/storetest"
)

// The tests below start this test program once more, as another process that works on the same file.
var (
	childFile  = flag.String("store.child", "", "file that a child process works on")
	childFirst = flag.Int("store.first", 0, "number of the first delivery that a child process saves")
	killCycles = flag.Int("store.cycles", 20, "how many times a process that saves is killed")
	childCount = flag.Int("store.count", 0, "number of deliveries that a child process saves")
)

// TestChild is the work of a child process: it saves deliveries, undoes every third, and tells what was acknowledged.
func TestChild(t *testing.T) {
	if *childFile == "" {
		return
	}
	o := options()
	o.NewID = func() string { return fmt.Sprintf("%d-%d", os.Getpid(), ids.Add(1)) }
	s, err := Open(ctx, *childFile, o)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("begin")
	for n := *childFirst; n < *childFirst+*childCount; n++ {
		saved := mustSave(t, s, storetest.Batch(t, n, 400))
		fmt.Println("saved", saved.Fingerprint)
		if n%3 == 0 {
			if err := s.Undo(ctx, analyst, saved.ID); err != nil {
				t.Fatal(err)
			}
			fmt.Println("undone", saved.Fingerprint)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	fmt.Println("end")
}

// child starts another process that saves count deliveries.
func child(t *testing.T, file string, first, count int) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	return childProcess(t, "-test.run=^TestChild$", "-store.child="+file, fmt.Sprintf("-store.first=%d", first),
		fmt.Sprintf("-store.count=%d", count))
}

// childProcess starts this test program once more.
func childProcess(t *testing.T, args ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, args...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(out)
}

func TestKilledAtAnyMomentNothingIsHalf(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store.db")
	acknowledged := map[string]bool{} // by fingerprint: whether it should be there
	for cycle := range *killCycles {
		c, lines := child(t, file, 1000*cycle+1, 1000)
		first := make(chan struct{})
		heard := make(chan []string)
		go func() {
			var all []string
			for lines.Scan() {
				if len(all) == 0 {
					close(first)
				}
				all = append(all, lines.Text())
			}
			heard <- all
		}()
		<-first
		time.Sleep(time.Duration(rand.IntN(60_000)) * time.Microsecond)
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		all := <-heard
		var exit *exec.ExitError
		if err := c.Wait(); !errors.As(err, &exit) {
			t.Fatalf("the child ended by itself: %v, %v", err, all)
		}
		for _, line := range all {
			verb, fingerprint, _ := strings.Cut(line, " ")
			if verb == "saved" || verb == "undone" {
				acknowledged[fingerprint] = verb == "saved"
			}
		}
		whole(t, file, acknowledged)
	}
}

// whole checks that everything acknowledged is there, that nothing is half, and that at most one more change, of which
// nobody heard, was made. What is there then counts as acknowledged.
func whole(t *testing.T, file string, acknowledged map[string]bool) {
	t.Helper()
	s, err := Open(ctx, file, options())
	if err != nil {
		t.Fatal(err)
	}
	dump := storetest.DumpOf(t, s, analyst)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	columns, there := map[string]int{}, map[string]bool{}
	for _, c := range dump.Columns {
		columns[c.Delivery()]++
	}
	unheard := 0
	for _, d := range dump.Deliveries {
		there[d.Fingerprint] = true
		if columns[d.ID] != 4 {
			t.Errorf("%s has %d of 4 columns", d.Fingerprint, columns[d.ID])
		}
		if !acknowledged[d.Fingerprint] {
			unheard++
			acknowledged[d.Fingerprint] = true
		}
	}
	for fingerprint, want := range acknowledged {
		if want && !there[fingerprint] {
			// Undone, but killed before it was told; only every third is undone.
			var n int
			if _, err := fmt.Sscanf(fingerprint, "batch %d", &n); err != nil || n%3 != 0 {
				t.Errorf("%s was acknowledged and is lost", fingerprint)
			}
			unheard++
			acknowledged[fingerprint] = false
		}
	}
	if unheard > 1 {
		t.Errorf("%d changes of which nobody heard", unheard)
	}
}

func TestTwoProcessesAtOnceBothEndRight(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store.db") // which both make
	a, linesA := child(t, file, 1, 9)
	b, linesB := child(t, file, 101, 9)
	for _, lines := range []*bufio.Scanner{linesA, linesB} {
		var all []string
		for lines.Scan() {
			all = append(all, lines.Text())
		}
		if !slices.Contains(all, "end") {
			t.Errorf("a process stopped early: %s", strings.Join(all, "\n"))
		}
	}
	for _, c := range []*exec.Cmd{a, b} {
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
	want := map[string]bool{}
	for i := range 9 {
		want[fmt.Sprint("batch ", 1+i)] = (1+i)%3 != 0
		want[fmt.Sprint("batch ", 101+i)] = (101+i)%3 != 0
	}
	before := len(want)
	whole(t, file, want)
	if len(want) != before {
		t.Errorf("deliveries are there that nobody saved: %v", want)
	}
}

func TestAnotherProcessIsNoticed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "store.db")
	here := open(t, file)
	storetest.DumpOf(t, here, analyst)
	there := open(t, file)
	saved := mustSave(t, there, storetest.Batch(t, 1, 3))
	if d := storetest.DumpOf(t, here, analyst); len(d.Deliveries) != 1 || len(d.Columns) != 4 {
		t.Errorf("what was saved elsewhere is not seen: %+v", d)
	}
	if err := there.Undo(ctx, analyst, saved.ID); err != nil {
		t.Fatal(err)
	}
	if d := storetest.DumpOf(t, here, analyst); len(d.Deliveries)+len(d.Columns)+len(d.Divisions) != 0 {
		t.Errorf("what was undone elsewhere is still seen: %+v", d)
	}
}

func TestAFileThatWasOnlyBegunIsFinished(t *testing.T) {
	for name, statements := range map[string][]string{"empty": nil, "log mode set": {`PRAGMA journal_mode = WAL`}} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "store.db")
			if err := os.WriteFile(file, nil, 0o644); err != nil {
				t.Fatal(err)
			}
			begun(t, file, statements)
			mustSave(t, open(t, file), storetest.Batch(t, 1, 3))
		})
	}
}

// begun runs statements on a file as a program that was killed just after them.
func begun(t *testing.T, file string, statements []string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
