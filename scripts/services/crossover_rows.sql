-- The table that the workload `database` reads: psql DSN -f scripts/services/crossover_rows.sql
-- Nothing else is made, and DROP TABLE crossover_rows is all that there is to undo. workloads/postgres/rows.hpp knows the same rows.
CREATE TABLE crossover_rows (id bigint PRIMARY KEY, payload text NOT NULL);
INSERT INTO crossover_rows
    SELECT id, lpad((id * 2654435761 % 4294967296)::text, 96, '0') FROM generate_series(1::bigint, 10000) AS id;
VACUUM ANALYZE crossover_rows;
