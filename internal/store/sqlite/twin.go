package sqlite

import (
	"github.com/buurtbeeld/buurtbeeld/internal/indicator"
	"github.com/buurtbeeld/buurtbeeld/internal/reader"
)

// owner is whose tables are meant: nobody's, which are public, or those of a tenant (Dutch: eigenaar). The zero value is
// public.
type owner struct{ tenant reader.Tenant }

// twin is one statement for the public tables and the same for the tables of a tenant, who is its first parameter.
type twin struct{ public, own string }

// sql returns the statement for this owner.
func (o owner) sql(t twin) string {
	if o.tenant == "" {
		return t.public
	}
	return t.own
}

// args returns the parameters of a twin statement for this owner.
func (o owner) args(rest ...any) []any {
	if o.tenant == "" {
		return rest
	}
	return append([]any{string(o.tenant)}, rest...)
}

// owners returns whose figures a reader sees: the public ones and those of the reader's own tenant.
func owners(r reader.Reader) []owner {
	if r.Tenant() == "" {
		return []owner{{}}
	}
	return []owner{{}, {r.Tenant()}}
}

// ownerOf returns in whose tables a delivery belongs. Anything but the public kinds is the writer's own.
func ownerOf(r reader.Reader, kind indicator.DeliveryKind) owner {
	if kind == indicator.Boundaries || kind == indicator.CBSTable {
		return owner{}
	}
	return owner{r.Tenant()}
}
