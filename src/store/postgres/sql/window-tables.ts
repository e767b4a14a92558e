const BUSY = 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500';

/**
 * The tables of shared windows. Whoever changes anything of a window holds the lock of its row in
 * `collect`, so that nobody waits for anything else there.
 *
 * - `cut_at`: a tick that is being told, 0: none. What it tells lies in the parts up to `cut_part`, and
 *   nothing is added to them. `told` of them were told, up to the one that `told_to` says.
 * - `lost`: by how many events indicators that were let go may have been counted short, since ever.
 */
export function windowTables(schema: string): string {
  return `
CREATE TABLE ${schema}.collect (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  name text COLLATE "C" NOT NULL UNIQUE,
  origin float8 NOT NULL, length float8 NOT NULL, every float8 NOT NULL, ticked float8 NOT NULL,
  part bigint NOT NULL DEFAULT 0, cut_part bigint NOT NULL DEFAULT 0,
  cut_at float8 NOT NULL DEFAULT 0, told bigint NOT NULL DEFAULT 0, told_to float8[],
  indicators bigint NOT NULL DEFAULT 0, lost bigint NOT NULL DEFAULT 0, touched float8 NOT NULL
) WITH (fillfactor = 10, ${BUSY});

-- Who has counted, and its last count: one that is sent twice counts once.
CREATE TABLE ${schema}.collect_writer (
  win integer NOT NULL REFERENCES ${schema}.collect ON DELETE CASCADE,
  writer text COLLATE "C" NOT NULL, number bigint NOT NULL, at float8 NOT NULL,
  PRIMARY KEY (win, writer)
) WITH (fillfactor = 10, ${BUSY});

-- A slot, or what of it came before a tick, or after.
CREATE TABLE ${schema}.collect_part (
  win integer NOT NULL REFERENCES ${schema}.collect ON DELETE CASCADE,
  part bigint NOT NULL, slot bigint NOT NULL, events bigint NOT NULL,
  lost_before bigint NOT NULL, first float8 NOT NULL, last float8 NOT NULL,
  PRIMARY KEY (win, part)
) WITH (fillfactor = 30, ${BUSY});

-- set_off, spare: see createLimit.
CREATE TABLE ${schema}.collect_indicator (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  win integer NOT NULL REFERENCES ${schema}.collect ON DELETE CASCADE,
  key text COLLATE "C" NOT NULL, whole_key text, value text NOT NULL, sample text NOT NULL,
  counts integer NOT NULL DEFAULT 0, set_off bigint NOT NULL DEFAULT 0,
  lost_at bigint NOT NULL, spare boolean NOT NULL DEFAULT false,
  UNIQUE (win, key)
) WITH (fillfactor = 70, ${BUSY});
CREATE INDEX collect_spare ON ${schema}.collect_indicator (win) WHERE spare;

CREATE TABLE ${schema}.collect_count (
  indicator bigint NOT NULL, part bigint NOT NULL, win integer NOT NULL,
  count bigint NOT NULL, first float8 NOT NULL, last float8 NOT NULL,
  PRIMARY KEY (indicator, part)
) WITH (fillfactor = 70, ${BUSY});
CREATE INDEX collect_count_by_part ON ${schema}.collect_count (win, part);
`;
}
