package disclosure

import "github.com/buurtbeeld/buurtbeeld/disclosure/internal/joint"

// Counter counts records over the finest areas and categories that tables have in common (Dutch: teller). Tables alone do not
// tell how many people live in the part of a neighbourhood that lies in another postcode; who holds the records can count them.
// Its one method, Atoms(ctx, dimensions), gives every combination of the finest codes of these dimensions that occurs.
type Counter = joint.Counter

// Atom is a combination of finest codes and how many records it holds (Dutch: atoom): per dimension that was asked for all finest
// codes that the records lie in, such as a neighbourhood and a postcode.
type Atom = joint.Atom
