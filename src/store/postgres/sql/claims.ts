import { NOBODY } from './work';

/**
 * Functions for claims. What a claim becomes is decided by `rules/claims`, between the first and the
 * second: only what is held in the ordinary way is counted at once.
 */
export function claims(schema: string): string {
  return `
-- Counts a claim where it is held in the ordinary way, and finishes what it takes the place of; else
-- tells what is known, for a decision. version 0: nothing is known. lost: nothing is done, because what
-- it should take the place of is another one's by now.
CREATE FUNCTION ${schema}.count_claim(
  the_name text, the_key text, quiet float8, the_ranks float8[], escalates boolean, remembered float8,
  replaced_queue text, replaced text[], required text[], me text
) RETURNS TABLE (
  lost boolean, counted boolean, now float8, utc float8, version float8, mark text, ends float8, id text, since float8,
  ranks float8[], count float8, counted_since float8, carried float8, carried_since float8,
  earlier boolean, released boolean, acknowledged boolean
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  moment float8 := ${schema}.now_ms();
  ahead float8 := (SELECT t.ahead FROM ${schema}.told_time t);
  is_lost boolean := ${schema}.is_lost(replaced_queue, replaced::uuid[], required::uuid[], me::uuid);
  is_counted boolean;
BEGIN
  UPDATE ${schema}.claim c SET
    count = c.count + 1, counted_since = coalesce(c.counted_since, greatest(moment, c.since)),
    ends = greatest(c.ends, c.since + quiet + remembered), version = c.version + 1
  WHERE NOT is_lost AND c.name = the_name AND c.key = the_key AND NOT c.released
    AND NOT c.acknowledged AND c.ends > moment AND c.since + quiet > moment
    AND NOT (escalates AND EXISTS (
      SELECT FROM unnest(the_ranks, c.ranks) AS r (later, known) WHERE r.later > r.known
    ));
  is_counted := FOUND;
  IF is_counted AND replaced_queue IS NOT NULL THEN
    PERFORM ${schema}.remove_replaced(replaced_queue, replaced::uuid[], me::uuid);
  END IF;
  RETURN QUERY SELECT is_lost, is_counted, moment, moment + ahead, coalesce(c.version, 0)::float8, c.mark::text, c.ends, c.id,
    c.since, c.ranks, c.count::float8, c.counted_since, c.carried::float8, c.carried_since,
    c.earlier, c.released, c.acknowledged
  FROM (SELECT) AS always LEFT JOIN ${schema}.claim c ON c.name = the_name AND c.key = the_key;
END
$$;

CREATE FUNCTION ${schema}.find_claim(the_name text, the_key text) RETURNS TABLE (
  now float8, utc float8, version float8, mark text, ends float8, id text, since float8, ranks float8[],
  count float8, counted_since float8, carried float8, carried_since float8,
  earlier boolean, released boolean, acknowledged boolean
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  moment float8 := ${schema}.now_ms();
  ahead float8 := (SELECT t.ahead FROM ${schema}.told_time t);
BEGIN
  RETURN QUERY SELECT moment, moment + ahead, coalesce(c.version, 0)::float8, c.mark::text, c.ends, c.id,
    c.since, c.ranks, c.count::float8, c.counted_since, c.carried::float8, c.carried_since,
    c.earlier, c.released, c.acknowledged
  FROM (SELECT) AS always LEFT JOIN ${schema}.claim c ON c.name = the_name AND c.key = the_key;
END
$$;

-- Writes what was decided upon a version of a claim, where it still has that. With kept work is put
-- and what it takes the place of is finished in the same step. the_mark is that of this very call.
CREATE FUNCTION ${schema}.write_claim(
  the_name text, the_key text, the_whole_key text, known_version float8, known_mark text,
  the_mark text, the_ends float8, the_id text, the_since float8, the_ranks float8[],
  the_count float8, the_counted_since float8, the_carried float8, the_carried_since float8,
  is_earlier boolean, is_released boolean, is_acknowledged boolean, is_raised boolean,
  kept_queue text, kept text, payload bytea, for_all boolean, replaced_queue text, replaced text[],
  required text[], me text, OUT written boolean, OUT lost boolean
) LANGUAGE plpgsql AS $$
DECLARE
  moment float8 := ${schema}.now_ms();
BEGIN
  written := EXISTS (
    SELECT FROM ${schema}.claim c
    WHERE c.name = the_name AND c.key = the_key AND c.mark = the_mark::uuid
  );
  lost := NOT written
    AND ${schema}.is_lost(replaced_queue, replaced::uuid[], required::uuid[], me::uuid);
  IF written OR lost THEN
    RETURN;
  END IF;
  IF known_version = 0 THEN
    INSERT INTO ${schema}.claim VALUES (
      the_name, the_key, the_whole_key, the_ends, the_id, the_since, the_ranks,
      the_count, the_counted_since, the_carried, the_carried_since,
      is_earlier, is_released, is_acknowledged, 1, the_mark::uuid
    ) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE ${schema}.claim c SET
      ends = the_ends, id = the_id, since = the_since, ranks = the_ranks, count = the_count,
      counted_since = the_counted_since, carried = the_carried, carried_since = the_carried_since,
      earlier = is_earlier, released = is_released, acknowledged = is_acknowledged,
      version = c.version + 1, mark = the_mark::uuid
    WHERE c.name = the_name AND c.key = the_key
      AND c.version = known_version AND c.mark = known_mark::uuid;
  END IF;
  written := FOUND;
  IF NOT written THEN
    RETURN;
  END IF;
  IF replaced_queue IS NOT NULL THEN
    PERFORM ${schema}.remove_replaced(replaced_queue, replaced::uuid[], me::uuid);
  END IF;
  IF kept IS NOT NULL THEN
    PERFORM ${schema}.add_work(
      kept_queue, kept::uuid, 0, payload, CASE WHEN for_all THEN '${NOBODY}'::uuid ELSE me::uuid END
    );
  END IF;
  -- Two of those that are over are forgotten with each that is made, so that it catches up.
  IF is_raised THEN
    DELETE FROM ${schema}.claim c USING (
      SELECT o.name, o.key FROM ${schema}.claim o WHERE o.ends <= moment
      ORDER BY o.ends LIMIT 2 FOR UPDATE SKIP LOCKED
    ) AS over WHERE c.name = over.name AND c.key = over.key;
  END IF;
END
$$;

CREATE FUNCTION ${schema}.claims_after(the_name text, after text, most integer) RETURNS TABLE (
  now float8, utc float8, key text, whole_key text, ends float8, id text, since float8,
  ranks float8[], count float8, counted_since float8, carried float8, carried_since float8,
  earlier boolean, released boolean, acknowledged boolean, version float8, mark text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  moment float8 := ${schema}.now_ms();
  ahead float8 := (SELECT t.ahead FROM ${schema}.told_time t);
BEGIN
  RETURN QUERY SELECT moment, moment + ahead, c.key, c.whole_key, c.ends, c.id, c.since, c.ranks,
    c.count::float8, c.counted_since, c.carried::float8, c.carried_since,
    c.earlier, c.released, c.acknowledged, c.version::float8, c.mark::text
  FROM ${schema}.claim c WHERE c.name = the_name AND c.key > after ORDER BY c.key LIMIT most;
END
$$;

CREATE FUNCTION ${schema}.forget_claim(the_name text, the_key text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM ${schema}.claim WHERE name = the_name AND key = the_key
$$;

CREATE FUNCTION ${schema}.clear_claims(the_name text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM ${schema}.claim WHERE name = the_name
$$;
`;
}
