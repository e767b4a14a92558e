/** Functions that tell what is in a shared window, and move its ticks on. */
export function windowTicks(schema: string): string {
  return `
-- What was counted of each indicator in the parts up to a last one that are not over at a time. What was
-- let go before it came in may have been it.
CREATE FUNCTION ${schema}.counted_in(w ${schema}.collect, at float8, the_last bigint) RETURNS TABLE (
  id float8, count float8, error float8, first float8, last float8
) LANGUAGE sql AS $$
  WITH live AS MATERIALIZED (
    SELECT p.part, p.lost_before FROM ${schema}.live_parts(w, at, the_last) p
  ), summed AS (
    SELECT c.indicator, sum(c.count) AS amount, min(c.first) AS first, max(c.last) AS last
    FROM ${schema}.collect_count c JOIN live ON live.part = c.part WHERE c.win = w.id
    GROUP BY c.indicator
  )
  SELECT s.indicator::float8, (s.amount + e.error)::float8, e.error::float8, s.first, s.last
  FROM summed s JOIN ${schema}.collect_indicator i ON i.id = s.indicator
  CROSS JOIN LATERAL (
    SELECT greatest(0, i.lost_at - (SELECT min(lost_before) FROM live)) AS error
  ) e
$$;

-- The most frequent of a window as it is now, or of the tick that is being told, as to_tell says, from
-- those on that stand behind after_that: its count, first time and id.
CREATE FUNCTION ${schema}.top_of_window(
  the_name text, to_tell boolean, after_that float8[], most float8
) RETURNS TABLE (
  id float8, key text, whole_key text, value text, sample text, count float8, error float8,
  first float8, last float8, total float8
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  w ${schema}.collect;
  at float8;
BEGIN
  SELECT * INTO w FROM ${schema}.collect WHERE name = the_name;
  at := CASE WHEN to_tell THEN w.cut_at ELSE ${schema}.now_ms() END;
  RETURN QUERY
  WITH counted AS (
    SELECT c.*, count(*) OVER () AS total
    FROM ${schema}.counted_in(w, at, CASE WHEN to_tell THEN w.cut_part ELSE w.part END) c
  ), chosen AS (
    SELECT * FROM counted c
    WHERE after_that IS NULL OR c.count < after_that[1]
      OR (c.count = after_that[1] AND (c.first, c.id) > (after_that[2], after_that[3]))
    ORDER BY c.count DESC, c.first, c.id LIMIT most::bigint
  )
  SELECT c.id, i.key, i.whole_key, i.value, i.sample, c.count, c.error, c.first, c.last,
    c.total::float8
  FROM chosen c JOIN ${schema}.collect_indicator i ON i.id = c.id::bigint
  ORDER BY c.count DESC, c.first, c.id;
END
$$;

-- The same of very many as they are now, without what they say: 0 means all.
CREATE FUNCTION ${schema}.order_of_window(the_name text, most float8) RETURNS TABLE (
  id float8, count float8, error float8, first float8, last float8
) LANGUAGE sql AS $$
  SELECT c.* FROM ${schema}.collect w
  CROSS JOIN LATERAL ${schema}.counted_in(w, ${schema}.now_ms(), w.part) c
  WHERE w.name = the_name
  ORDER BY c.count DESC, c.first, c.id LIMIT nullif(most, 0)::bigint
$$;

CREATE FUNCTION ${schema}.texts_in_window(ids float8[]) RETURNS TABLE (
  id float8, key text, whole_key text, value text, sample text
) LANGUAGE sql AS $$
  SELECT i.id::float8, i.key, i.whole_key, i.value, i.sample
  FROM ${schema}.collect_indicator i WHERE i.id = ANY (ids::bigint[])
$$;

-- The tick that is due, if any is: nothing is added to what it tells from now on.
CREATE FUNCTION ${schema}.begin_tick(the_name text) RETURNS TABLE (
  due float8, told float8, told_to float8[]
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  w ${schema}.collect;
  now float8;
BEGIN
  SELECT * INTO w FROM ${schema}.collect WHERE name = the_name FOR UPDATE;
  now := ${schema}.now_ms();
  w := ${schema}.cut_window(w, now);
  IF w.cut_at > 0 THEN
    PERFORM ${schema}.write_window(w, now);
    RETURN QUERY SELECT w.cut_at, w.told::float8, w.told_to;
  END IF;
END
$$;

-- Puts what is told into a queue; with the last of it the tick is over. One of all who try does it:
-- the answer says whether it was this one, also where it asks again.
CREATE FUNCTION ${schema}.write_tick(
  the_name text, the_due float8, told_before float8, told_now float8, told_up_to float8[], is_last boolean,
  the_queue text, ids text[], payloads bytea[], me text, OUT done boolean
) LANGUAGE plpgsql AS $$
DECLARE
  w ${schema}.collect;
  now float8;
  since float8;
BEGIN
  SELECT * INTO w FROM ${schema}.collect WHERE name = the_name FOR UPDATE;
  done := FOUND AND w.cut_at = the_due AND w.told = told_before;
  IF NOT done THEN
    done := EXISTS (SELECT FROM ${schema}.work WHERE id = ids[1]::uuid);
    RETURN;
  END IF;
  now := ${schema}.now_ms();
  FOR each IN 1..coalesce(array_length(ids, 1), 0) LOOP
    PERFORM ${schema}.add_work(the_queue, ids[each]::uuid, 0, payloads[each], me::uuid);
  END LOOP;
  w.told := told_now;
  w.told_to := told_up_to;
  IF is_last THEN
    -- Those that were missed are one; what was counted since has its own.
    SELECT min(p.first) INTO since FROM ${schema}.collect_part p
    WHERE p.win = w.id AND p.part > w.cut_part;
    -- A tick that was missed elsewhere may be older than the last one here.
    w.ticked := greatest(w.ticked, w.cut_at + CASE WHEN w.every = 0 THEN 0 ELSE
      floor(greatest(0, least(coalesce(since, now), now) - w.cut_at) / w.every) * w.every
    END);
    w.cut_at := 0;
  END IF;
  PERFORM ${schema}.write_window(w, now);
END
$$;

-- Keys of a window, some at a time: those after an id.
CREATE FUNCTION ${schema}.keys_of_window(the_name text, after_id float8, most float8) RETURNS TABLE (
  id float8, key text, whole_key text, value text
) LANGUAGE sql AS $$
  SELECT i.id::float8, i.key, i.whole_key, i.value
  FROM ${schema}.collect_indicator i JOIN ${schema}.collect c ON c.id = i.win
  WHERE c.name = the_name AND i.id > after_id ORDER BY i.id LIMIT most::bigint
$$;

CREATE FUNCTION ${schema}.remove_from_window(the_name text, ids float8[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  the_win integer;
  gone bigint;
BEGIN
  SELECT id INTO the_win FROM ${schema}.collect WHERE name = the_name FOR UPDATE;
  DELETE FROM ${schema}.collect_count WHERE indicator = ANY (ids::bigint[]) AND win = the_win;
  DELETE FROM ${schema}.collect_indicator WHERE id = ANY (ids::bigint[]) AND win = the_win;
  GET DIAGNOSTICS gone = ROW_COUNT;
  UPDATE ${schema}.collect SET indicators = indicators - gone WHERE id = the_win;
END
$$;

-- Empties a window; its ticks stay as they are.
CREATE FUNCTION ${schema}.clear_window(the_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  the_win integer;
BEGIN
  SELECT id INTO the_win FROM ${schema}.collect WHERE name = the_name FOR UPDATE;
  DELETE FROM ${schema}.collect_count WHERE win = the_win;
  DELETE FROM ${schema}.collect_indicator WHERE win = the_win;
  DELETE FROM ${schema}.collect_part WHERE win = the_win;
  UPDATE ${schema}.collect SET indicators = 0 WHERE id = the_win;
END
$$;
`;
}
