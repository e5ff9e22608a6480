-- Who is whose neighbour in a division, worked out of its boundaries. The mark tells of which boundaries and list of
-- areas: what was made of others is not read.
CREATE TABLE neighbour_graph (
  level INTEGER NOT NULL,
  year  INTEGER NOT NULL,
  mark  TEXT NOT NULL,
  body  BLOB NOT NULL,
  PRIMARY KEY (level, year)
) STRICT;

CREATE TABLE own_neighbour_graph (
  tenant TEXT NOT NULL,
  level  INTEGER NOT NULL,
  year   INTEGER NOT NULL,
  mark   TEXT NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (tenant, level, year)
) STRICT;
