package wording

import (
	"slices"

	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
	"github.com/buurtbeeld/buurtbeeld/internal/stack"
)

// Credits lists who published the values of a picture and, where they are drawn, its boundaries, with the licence.
// Deliveries can lie over each other, so one layer may have several.
func Credits(l locale.Language, deliveries []indicator.Delivery, picture *stack.Picture, drawn bool) []string {
	var list []string
	for _, layer := range picture.Layers {
		speaks := map[string]bool{}
		for _, row := range picture.Rows {
			speaks[layer.Column.DeliveryAt(row.Index)] = true
		}
		for _, d := range deliveries {
			if credit := Credit(d); speaks[d.ID] && !slices.Contains(list, credit) {
				list = append(list, credit)
			}
		}
	}
	if drawn {
		list = WithBoundaries(l, list, deliveries, picture.Choice.Year)
	}
	return list
}
