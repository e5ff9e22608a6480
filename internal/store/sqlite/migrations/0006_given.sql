-- What left of figures that their owner does not publish: every column that was ever saved, as it was shown. What people could
-- have seen cannot be taken back, so that rows are never changed or deleted, also when the delivery is undone.
CREATE TABLE own_given_figure (
  tenant     TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  level      INTEGER NOT NULL,
  year       INTEGER NOT NULL,
  place      TEXT NOT NULL,
  definition TEXT NOT NULL,
  codes      BLOB NOT NULL,
  body       BLOB NOT NULL,
  PRIMARY KEY (tenant, seq, number)
) STRICT;
