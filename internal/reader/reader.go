// Package reader says who is asking (Dutch: lezer). Every read and write of the program takes a Reader, from the first
// day, so that what somebody may see is decided in one place.
package reader

// Tenant is the municipality whose own figures, stacks and texts are asked for (Dutch: gemeente als klant). Public
// areas and figures belong to no tenant.
type Tenant string

// Local is the tenant of an installation that serves one municipality.
const Local Tenant = "local"

// Role is what somebody does with the program (Dutch: rol).
type Role uint8

const (
	// Public may read what is published, and nothing else. It is the zero value: who is not known gets least.
	Public Role = iota
	// Analyst may read and write the figures and stacks of the tenant (Dutch: onderzoeker).
	Analyst
)

// Reader is somebody who asks (Dutch: lezer). The zero value may read what is published and belongs to no tenant.
type Reader struct {
	tenant       Tenant
	organisation string
	role         Role
}

// Of returns a reader of a tenant's organisation with a role.
func Of(tenant Tenant, organisation string, role Role) Reader {
	return Reader{tenant: tenant, organisation: organisation, role: role}
}

// OnLoopback returns the one reader of an installation without accounts, who sits at the machine itself.
func OnLoopback() Reader { return Of(Local, "", Analyst) }

// Tenant returns whose data the reader may ask for.
func (r Reader) Tenant() Tenant { return r.tenant }

// Organisation returns for which organisation the reader works.
func (r Reader) Organisation() string { return r.organisation }

// Role returns what the reader does.
func (r Reader) Role() Role { return r.role }

// MayWrite reports whether the reader may change figures, stacks or texts of the tenant.
func (r Reader) MayWrite() bool { return r.role >= Analyst && r.tenant != "" }
