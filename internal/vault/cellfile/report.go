package cellfile

import (
	"bufio"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/buurtbeeld/buurtbeeld/disclosure"
)

// Report is what was done to a table and what it cost, for who may see it (Dutch: verslag).
type Report struct {
	Method string `json:"method"`
	Policy string `json:"policy"`
	Locked bool   `json:"policy_locked"`
	// Cells, primary and secondary cells, and what the secondary ones hold.
	Cells          int    `json:"cells"`
	Primary        int    `json:"primary"`
	Secondary      int    `json:"secondary"`
	SecondaryFreq  int64  `json:"secondary_freq"`
	SecondaryValue number `json:"secondary_value"`
	// ShownShare is the part of all counts that is shown.
	ShownShare float64 `json:"shown_share"`
	// What rounding and noise changed.
	Changed        int     `json:"changed"`
	MaxDifference  int64   `json:"max_difference"`
	RootMeanSquare float64 `json:"root_mean_square"`
	// InsiderGroups is how many people who are alone in a cell could work out another; 0 in every table that is written.
	InsiderGroups int      `json:"insider_groups"`
	Insiders      bool     `json:"insider_protection"`
	Earlier       int      `json:"earlier_releases"`
	Relations     int      `json:"relations"`
	Attacks       []string `json:"attacks"`
	NotPromised   []string `json:"not_promised"`
	SecondsCPU    float64  `json:"seconds_cpu"`
	Certificate   *Proof   `json:"certificate"`
}

// Proof tells which certificate belongs to a report (Dutch: bewijsstuk).
type Proof struct {
	File   string `json:"file,omitempty"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// number is a number with decimals as it stands in JSON.
type number string

// MarshalJSON gives the number.
func (n number) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// exactNumber is a number of units of ten to the power of minus decimals.
func exactNumber(units int64, decimals int) number { return number(appendExact(nil, units, decimals)) }

// NewReport is the report of a table that was protected and attacked. Decimals is how many its sums have.
func NewReport(p disclosure.Protected, v disclosure.Verdict, decimals int) Report {
	cost := p.Cost()
	r := Report{Cells: cost.Cells, Primary: cost.Primary, Secondary: cost.Secondary, SecondaryFreq: cost.SecondaryCount,
		SecondaryValue: exactNumber(cost.SecondarySum, decimals), ShownShare: cost.Share, Changed: cost.Changed,
		MaxDifference: cost.MaxDifference, RootMeanSquare: cost.RootMeanSquare, InsiderGroups: v.Groups, Relations: v.Relations,
		Attacks: []string{}, NotPromised: []string{}}
	for _, a := range v.Attacks {
		r.Attacks = append(r.Attacks, a.Kind.String()+" "+strings.Join(a.Cell, ";"))
	}
	return r
}

// WriteJSON writes the report.
func (r Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// Combination says which published cells, combined how, give a number. Releases are named when there are several.
func Combination(a disclosure.Attack, named bool) string {
	var b strings.Builder
	for i, t := range a.By {
		times, minus := strings.CutPrefix(t.Times, "-")
		switch {
		case minus && i == 0:
			b.WriteString("-")
		case minus:
			b.WriteString(" - ")
		case i > 0:
			b.WriteString(" + ")
		}
		if times != "1" {
			b.WriteString(times + "*")
		}
		if named && t.Release != "" {
			b.WriteString(t.Release + ":")
		}
		b.WriteString("[" + strings.Join(t.Cell, ";") + "]")
	}
	if len(a.Knows) > 0 {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString("knows [" + strings.Join(a.Knows, ";") + "]")
	}
	return b.String()
}

// finding is a row of an audit.
type finding struct {
	Cell        string   `json:"cell"`
	Attack      string   `json:"attack"`
	Lower       *float64 `json:"lower"`
	Upper       *float64 `json:"upper"`
	Primary     int      `json:"primary"`
	Combination string   `json:"combination"`
}

// findings are the attacks that succeed and the intervals, in this order.
func findings(v disclosure.Verdict, named bool) []finding {
	list := []finding{}
	for _, a := range v.Attacks {
		f := finding{Cell: strings.Join(a.Cell, ";"), Attack: a.Kind.String(), Lower: finite(a.Lower), Upper: finite(a.Upper), Combination: Combination(a, named)}
		if a.Harms {
			f.Primary = 1
		}
		list = append(list, f)
	}
	for _, i := range v.Intervals {
		f := finding{Cell: strings.Join(i.Cell, ";"), Attack: "interval", Lower: finite(i.Lower), Upper: finite(i.Upper), Primary: 1}
		if i.Unbounded {
			f.Upper = nil
		}
		list = append(list, f)
	}
	return list
}

// finite is a number, or nothing where there is no end.
func finite(v float64) *float64 {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return &v
}

// WriteFindings writes a row per number that an attacker finds and per interval, as CSV or as JSON.
func WriteFindings(w io.Writer, v disclosure.Verdict, named, asJSON bool) error {
	list := findings(v, named)
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("cell,attack,lower,upper,primary,combination\n") // what bufio could not write it tells at the end
	var line []byte
	for _, f := range list {
		line = line[:0]
		for i, text := range []string{f.Cell, f.Attack, shortest(f.Lower), shortest(f.Upper), strconv.Itoa(f.Primary), f.Combination} {
			line = appendCell(line, i, []byte(text))
		}
		_, _ = out.Write(append(line, '\n'))
	}
	return out.Flush()
}

// shortest is a number in the shortest form that reads back equal, and nothing where there is none.
func shortest(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v+0, 'f', -1, 64)
}

// Harmful counts the attacks that do harm, by kind, in the order of the kinds.
func Harmful(v disclosure.Verdict) (kinds []string, counts []int) {
	for _, a := range v.Attacks {
		if !a.Harms {
			continue
		}
		i := slices.Index(kinds, a.Kind.String())
		if i < 0 {
			i = len(kinds)
			kinds, counts = append(kinds, a.Kind.String()), append(counts, 0)
		}
		counts[i]++
	}
	return kinds, counts
}
