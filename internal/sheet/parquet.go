package sheet

import "io"

func openParquet(r io.ReaderAt, size int64, o Options, packed bool) (Reader, error) {
	return nil, io.EOF
}
