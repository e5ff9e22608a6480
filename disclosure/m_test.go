package disclosure

import "testing"

func TestM(t *testing.T) {
	for name, yaml := range map[string]string{
		"M1_income_geo_benefit_p10": "name: p10\nminimum_frequency: 0\nzeros: publish\np_percent: 10\n",
		"M2_income_geo_age_nk":      "name: nk\nminimum_frequency: 0\nzeros: publish\ndominance: [{n: 1, percent: 50}, {n: 2, percent: 75}]\n",
		"M3_mortgage_geo_minn":      "name: minn\nminimum_frequency: 0\nzeros: publish\nminimum_contributors: 10\n",
	} {
		o := readOracle(t, name, Sums|Contributors|Largest)
		a, err := o.table.Assess(rules(t, yaml))
		if err != nil {
			t.Fatal(err)
		}
		primary, ref := o.column(t, "primary"), o.column(t, "suppressed")
		n, refn, refv, wrong := 0, 0, int64(0), 0
		for i := range o.rows {
			if (a.Risk(i) != 0) != (primary[i] == 1) {
				wrong++
			}
			n += int(primary[i])
			refn += int(ref[i])
			if ref[i] == 1 && primary[i] == 0 {
				refv += o.table.data.sum[i]
			}
		}
		for _, insider := range []bool{false, true} {
			p, err := a.Protect(t.Context(), Options{Random: random(name), IgnoreInsiders: !insider})
			if err != nil {
				t.Fatal(err)
			}
			c := p.Cost()
			au, err := p.Audit(t.Context(), AuditOptions{Random: random("x"), IgnoreInsiders: !insider, Intervals: 1000})
			if err != nil {
				t.Fatal(err)
			}
			v := au.Verdict()
			t.Log(name, wrong, "insider", insider, "ours", c.Primary+c.Secondary, c.SecondarySum, "peer", refn, refv, v.Safe(), len(v.Attacks), v.Groups)
			if name[1] == '1' {
				bad := 0
				for _, iv := range v.Intervals {
					for i, r := range o.rows {
						if o.codes(r)[0] == iv.Cell[0] && o.codes(r)[1] == iv.Cell[1] {
							if iv.Lower > real64(t, r["need_lo_at_most"]) || !iv.Unbounded && iv.Upper < real64(t, r["need_up_at_least"]) {
								bad++
							}
							_ = i
						}
					}
				}
				refbad := 0
				for _, r := range o.rows {
					if r["primary"] == "1" && (real64(t, r["lo"]) > real64(t, r["need_lo_at_most"]) || real64(t, r["up"]) < real64(t, r["need_up_at_least"])) {
						refbad++
					}
				}
				t.Log("too narrow", bad, "peer", refbad)
			}
		}
	}
}
