package ownarea

import (
	"encoding/json"

	"github.com/buurtbeeld/buurtbeeld/internal/page/locale"
)

// drawWords are what the island says while somebody draws. What stands for a value there, the island fills in.
var drawWords = [...]string{"map", "started", "corner", "back", "stopped", "closed", "cleared", "at", "outside", "few", "crosses", "closing_crosses", "held", "moved",
	"put_back", "removed", "least", "first", "at_corner"}

// words returns the sentences of drawing as JSON, for an attribute.
func words(l locale.Language) (string, error) {
	said := map[string]string{}
	for _, key := range drawWords {
		said[key] = l.Text("ownarea.drawing_"+key, "n", "#1", "name", "#2")
	}
	text, err := json.Marshal(said)
	return string(text), err
}
