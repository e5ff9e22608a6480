-- Which areas of one division became which of another, worked out of the boundaries of both. The mark tells of what it was
-- worked out: what was made of anything else is not read.
CREATE TABLE crosswalk (
  level     INTEGER NOT NULL,
  from_year INTEGER NOT NULL,
  to_year   INTEGER NOT NULL,
  mark      TEXT NOT NULL,
  body      BLOB NOT NULL,
  PRIMARY KEY (level, from_year, to_year)
) STRICT;

CREATE TABLE own_crosswalk (
  tenant    TEXT NOT NULL,
  level     INTEGER NOT NULL,
  from_year INTEGER NOT NULL,
  to_year   INTEGER NOT NULL,
  mark      TEXT NOT NULL,
  body      BLOB NOT NULL,
  PRIMARY KEY (tenant, level, from_year, to_year)
) STRICT;
