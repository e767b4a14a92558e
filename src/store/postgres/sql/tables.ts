/**
 * Rows that come and go often: the space of dead ones is used again soon, and what changes keeps its
 * place on its page (postgresql.org/docs/15/storage-hot.html).
 */
const BUSY = `autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_insert_scale_factor = 0.2, autovacuum_analyze_scale_factor = 0.1,
  autovacuum_vacuum_cost_delay = 0`;

/**
 * The first tables. Times are milliseconds of `now_ms()`, those called `day_ends` and `month_ends` ms
 * UTC. Keys and names are written by `keyOf`, other texts by `writeText`; payloads by `pack`.
 */
export function firstTables(schema: string): string {
  return `
CREATE TABLE ${schema}.told_time (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), ahead float8 NOT NULL
);
INSERT INTO ${schema}.told_time (ahead) VALUES (0);

CREATE TABLE ${schema}.kept (
  key text COLLATE "C" PRIMARY KEY, ends float8 NOT NULL, value bytea NOT NULL
) WITH (${BUSY});
ALTER TABLE ${schema}.kept ALTER value SET STORAGE EXTERNAL;
CREATE INDEX kept_by_end ON ${schema}.kept (ends);

CREATE TABLE ${schema}.quota (
  key text COLLATE "C" PRIMARY KEY,
  day_ends float8 NOT NULL DEFAULT 0, day_used bigint NOT NULL DEFAULT 0,
  month_ends float8 NOT NULL DEFAULT 0, month_used bigint NOT NULL DEFAULT 0,
  paused_until float8 NOT NULL DEFAULT 0,
  attempts bigint NOT NULL DEFAULT 0, oldest bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 10, ${BUSY});

-- Numbered, so that the one a minute's allowance ago is found at once.
CREATE TABLE ${schema}.attempt (
  quota text COLLATE "C" NOT NULL, number bigint NOT NULL, at float8 NOT NULL,
  PRIMARY KEY (quota, number)
) WITH (fillfactor = 60, ${BUSY});

-- See ClaimState. What writes a row leaves its mark, so that it knows its own work when it asks again.
CREATE TABLE ${schema}.claim (
  name text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, whole_key text,
  ends float8 NOT NULL, id text NOT NULL, since float8 NOT NULL, ranks float8[] NOT NULL,
  count bigint NOT NULL, counted_since float8, carried bigint NOT NULL, carried_since float8,
  earlier boolean NOT NULL, released boolean NOT NULL, acknowledged boolean NOT NULL,
  version bigint NOT NULL, mark uuid NOT NULL,
  PRIMARY KEY (name, key)
) WITH (fillfactor = 70, ${BUSY});
CREATE INDEX claim_by_end ON ${schema}.claim (ends);

-- Work that nobody holds has the holder of zeros: a scan for it keeps the order of its index.
CREATE TABLE ${schema}.work (
  id uuid PRIMARY KEY, seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  queue text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('ready', 'delayed', 'taken', 'dead')),
  holder uuid NOT NULL, priority float8 NOT NULL, due float8 NOT NULL DEFAULT 0,
  taken integer NOT NULL DEFAULT 0, token bigint, reason text, payload bytea NOT NULL
) WITH (${BUSY});
ALTER TABLE ${schema}.work ALTER payload SET STORAGE EXTERNAL;
CREATE INDEX work_ready ON ${schema}.work (holder, queue, priority DESC, seq) WHERE state = 'ready';
CREATE INDEX work_delayed ON ${schema}.work (holder, queue, due) WHERE state = 'delayed';
CREATE INDEX work_taken ON ${schema}.work (holder, token) WHERE state = 'taken';
CREATE INDEX work_waiting ON ${schema}.work (queue, seq) WHERE state IN ('ready', 'delayed');
CREATE INDEX work_dead ON ${schema}.work (queue, seq) WHERE state = 'dead';

-- How much work of a queue waits, as a sum: each process counts what it changes in a row of its own,
-- so that none waits for another. A holder that has touched a queue has a row. What nobody holds is in
-- nobody's row, which may say more: whoever takes some of it counts that in its own.
CREATE TABLE ${schema}.waiting (
  queue text COLLATE "C" NOT NULL, holder uuid NOT NULL, amount bigint NOT NULL,
  PRIMARY KEY (queue, holder)
) WITH (fillfactor = 10, ${BUSY});

CREATE TABLE ${schema}.lease (
  name text COLLATE "C" PRIMARY KEY, holder uuid NOT NULL
) WITH (${BUSY});

CREATE TABLE ${schema}.instance (
  id uuid PRIMARY KEY, place integer NOT NULL, name text NOT NULL,
  since float8 NOT NULL, seen float8 NOT NULL, expires float8 NOT NULL, doing text NOT NULL
) WITH (fillfactor = 10, ${BUSY});
`;
}
