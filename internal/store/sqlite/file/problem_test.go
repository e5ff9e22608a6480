package file

import "testing"

func TestTheSignOfOurFilesIsTheOneOfTheTests(t *testing.T) {
	if application != 1114989164 {
		t.Error("existing stores would no longer open")
	}
}
