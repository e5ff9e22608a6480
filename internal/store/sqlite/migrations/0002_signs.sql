-- Bodies of values may end with the signs that the source wrote where it has no number. Those that were packed before
-- are read as they are; this number keeps an older program from taking new ones for damaged.
SELECT 2;
