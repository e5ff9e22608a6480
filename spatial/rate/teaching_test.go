package rate

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/buurtbeeld/buurtbeeld/internal/golden"
	"github.com/buurtbeeld/buurtbeeld/spatial"
	"github.com/buurtbeeld/buurtbeeld/spatial/neighbour"
)

// columnsOf reads the cells of a DBF file by the names of the columns.
func columnsOf(t *testing.T, path string) golden.Columns {
	t.Helper()
	raw := must(os.ReadFile(path))
	records := int(binary.LittleEndian.Uint32(raw[4:]))
	start, length := int(binary.LittleEndian.Uint16(raw[8:])), int(binary.LittleEndian.Uint16(raw[10:]))
	columns, from := golden.Columns{}, 1
	for at := 32; raw[at] != 0x0d; at += 32 {
		name, _, _ := bytes.Cut(raw[at:at+11], []byte{0})
		wide := int(raw[at+16])
		for r := range records {
			cell := raw[start+r*length+from:][:wide]
			columns[string(name)] = append(columns[string(name)], strings.TrimSpace(string(cell)))
		}
		from += wide
	}
	return columns
}

// TestSuddenInfantDeaths reproduces the published example of North Carolina 1974 (Cressie 1993) as spdep 1.2-7 gives it: EBest,
// probmap and EBImoran.mc.
func TestSuddenInfantDeaths(t *testing.T) {
	var want struct {
		Sids2 struct {
			Moran  float64 `json:"EBI_moran_SID74_BIR74_W"`
			Global struct {
				A, B   float64
				First5 []struct {
					Name     string
					Raw, Est float64
				}
			} `json:"EBest_global"`
			Probmap []struct {
				Name                    string
				ExpCount, RelRisk, Pmap float64
			} `json:"probmap_first5"`
		}
	}
	if !golden.JSON(t, "data/spatial-teaching/reference_values.json", &want) {
		return
	}
	path, _ := golden.Shared(t, "data/spatial-teaching/sids2/sids2.dbf")
	table := columnsOf(t, path)
	events, base := table.Numbers(t, "SID74"), table.Numbers(t, "BIR74")
	// The values keep 13 digits.
	s := must(EmpiricalBayes(events, base))
	if !near(s.A, want.Sids2.Global.A) || !near(s.B, want.Sids2.Global.B) {
		t.Errorf("A %v and B %v, want %+v", s.A, s.B, want.Sids2.Global)
	}
	at := map[string]int{}
	for i, name := range table["NAME"] {
		at[name] = i
	}
	raw, p, expected, excess := must(Raw(events, base)), must(Choynowski(events, base)), must(Expected(events, base)), must(Excess(events, base))
	for k, f := range want.Sids2.Global.First5 {
		i, m := at[f.Name], want.Sids2.Probmap[k]
		if math.Abs(raw[i]-f.Raw) > 1e-14 || math.Abs(s.Rate[i]-f.Est) > 1e-14 {
			t.Errorf("%s: %v smoothed to %v, want %v and %v", f.Name, raw[i], s.Rate[i], f.Raw, f.Est)
		}
		i = at[m.Name]
		if !near(p[i], m.Pmap) || !near(expected[i], m.ExpCount) || !near(100*excess[i], m.RelRisk) {
			t.Errorf("%s: %v, %v, %v, want %+v", m.Name, p[i], expected[i], excess[i], m)
		}
	}
	path, _ = golden.Shared(t, "data/spatial-teaching/sids2/sids2.gal")
	file := must(os.Open(path))
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	codes := make([]string, len(table["FIPSNO"]))
	for i, code := range table.Numbers(t, "FIPSNO") {
		codes[i] = strconv.Itoa(int(code))
	}
	_, w, err := neighbour.ReadGAL(file, codes)
	if err != nil {
		t.Fatal(err)
	}
	m := must(Moran(w, events, base, spatial.RowStandardised, spatial.Inference{Permutations: -1}))
	if !near(m.Statistic, want.Sids2.Moran) {
		t.Errorf("Moran's I %v, want %v", m.Statistic, want.Sids2.Moran)
	}
}
