package stackmap

import (
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
	"github.com/buurtbeeld/buurtbeeld/internal/web/wording"
)

// lead answers the question of the page in words: in how many areas several figures come together, and how sure that is.
func (v *view) lead() []string {
	layers := len(v.Picture.Layers)
	least := max(2, (layers*3+4)/5)
	n, firm, fragile := v.reach(least)
	for n == 0 && least > 2 {
		least--
		n, firm, fragile = v.reach(least)
	}
	key := "stackmap.lead"
	if n == 0 {
		key = "stackmap.lead_none"
		if layers == 2 {
			key = "stackmap.lead_none_both"
		}
	} else if least == layers {
		key = "stackmap.lead_all"
		if layers == 2 {
			key = "stackmap.lead_both"
		}
	}
	tied := v.tied()
	if len(tied) > 0 {
		// Where equal values swell a layer, its areas are not in the part that was asked for: the sentence only counts.
		key += "_tied"
	}
	areas := wording.Level(v.l, v.level(), len(v.Picture.Rows))
	out := []string{v.t(key, "n", n, "total", len(v.Picture.Rows), "areas", areas, "k", least, "layers", layers, "what", v.whatCounts())}
	if len(tied) > 0 {
		out = append(out, v.t("stackmap.lead_ties", "areas", areas, "names", tied))
	}
	if firm > 0 && firm == n {
		out = append(out, v.t("stackmap.lead_firm", "n", n))
	} else if firm > 0 {
		out = append(out, v.t("stackmap.lead_partly", "n", firm))
	}
	if fragile > 0 {
		out = append(out, v.t("stackmap.lead_fragile", "n", fragile))
	}
	return out
}

// reach counts the areas in which so many layers count, and those of them that are in the top group: firmly, or not.
func (v *view) reach(least int) (n, firm, fragile int) {
	for _, row := range v.Picture.Rows {
		switch {
		case row.Hits < least:
			continue
		case row.Fragile:
			fragile++
		case row.Top && row.HasStability:
			firm++
		}
		n++
	}
	return n, firm, fragile
}

// swollen reports whether a layer counts for far more areas than the share that was asked for, since many have the very
// value of the threshold.
func swollen(layer stack.LayerResult) bool {
	t := layer.Layer.Threshold
	if t.Kind != stack.TopShare || layer.AllEqual {
		return false
	}
	asked := float64(layer.Known) * t.Percent / 100
	return float64(layer.Hits) > 1.5*asked && float64(layer.Hits) >= asked+2
}

// tied names the swollen layers, with how often each counts.
func (v *view) tied() []string {
	var list []string
	for i, layer := range v.Picture.Layers {
		if swollen(layer) {
			list = append(list, v.t("stackmap.tied_layer", "name", v.LayerNames[i], "hits", layer.Hits, "known", layer.Known))
		}
	}
	return list
}

// whatCounts says what the layers have in common: "bij de hoogste vijfde".
func (v *view) whatCounts() string {
	first := v.Picture.Layers[0].Layer
	sameShare, low, high := true, false, false
	for _, layer := range v.Picture.Layers {
		t := layer.Layer.Threshold
		sameShare = sameShare && t.Kind == stack.TopShare && t.Percent == first.Threshold.Percent
		low, high = low || layer.Layer.Low, high || !layer.Layer.Low
	}
	if !sameShare {
		return v.t("stackmap.counts_chosen")
	}
	side := "high"
	if low && high {
		side = "both"
	} else if low {
		side = "low"
	}
	switch first.Threshold.Percent {
	case 20:
		return v.t("stackmap.counts_fifth_" + side)
	case 10:
		return v.t("stackmap.counts_tenth_" + side)
	case 25:
		return v.t("stackmap.counts_quarter_" + side)
	}
	return v.t("stackmap.counts_percent_"+side, "percent", first.Threshold.Percent)
}
