/** Parts that a window is cut into, as `src/window/slots.ts` has it. */
export const SLOTS = 60;

/** Counts of slots that are over deleted with each call, so that none takes long. */
const DELETED_AT_ONCE = 2000;

/** Of so many indicators one, at the least, makes room when a window is full: see `createLimit`. */
const SHARE = 4;

/** How long a window outlasts the nodes that count in it, in milliseconds: a week. */
const KEPT = 7 * 86_400_000;

/** Functions for the counts of a window. */
export function windowCounts(schema: string): string {
  return `
-- Deletes some of what is over. What a tick has yet to tell is not.
CREATE FUNCTION ${schema}.expire_window(w ${schema}.collect, at float8, OUT removed bigint)
LANGUAGE plpgsql AS $$
DECLARE
  over bigint;
  room bigint := ${DELETED_AT_ONCE};
  gone bigint;
  left_over bigint;
  now float8 := CASE WHEN w.cut_at > 0 THEN least(at, w.cut_at) ELSE at END;
BEGIN
  removed := 0;
  WHILE room > 0 LOOP
    SELECT p.part INTO over FROM ${schema}.collect_part p
    WHERE p.win = w.id AND (p.slot + ${SLOTS} + 1) * w.length <= (now - w.origin) * ${SLOTS}
    ORDER BY p.part LIMIT 1;
    EXIT WHEN NOT FOUND;
    WITH deleted AS (
      DELETE FROM ${schema}.collect_count WHERE (indicator, part) IN (
        SELECT c.indicator, c.part FROM ${schema}.collect_count c
        WHERE c.win = w.id AND c.part = over LIMIT room
      ) RETURNING indicator, count
    ), fewer AS (
      UPDATE ${schema}.collect_indicator i
      SET counts = i.counts - 1, set_off = greatest(0, i.set_off - d.count)
      FROM deleted d WHERE i.id = d.indicator AND i.counts > 1
    ), none AS (
      DELETE FROM ${schema}.collect_indicator i USING deleted d
      WHERE i.id = d.indicator AND i.counts <= 1 RETURNING i.id
    )
    SELECT (SELECT count(*) FROM deleted), (SELECT count(*) FROM none) INTO gone, left_over;
    removed := removed + left_over;
    IF gone < room THEN
      DELETE FROM ${schema}.collect_part p WHERE p.win = w.id AND p.part = over;
    END IF;
    room := room - greatest(gone, 1);
  END LOOP;
END
$$;

-- Lets so many indicators go, and sets all off where too few have been set off wholly. Returns how many
-- went, and what is lost.
CREATE FUNCTION ${schema}.make_room(the_win integer, amount bigint, OUT removed bigint, OUT lost bigint)
LANGUAGE plpgsql AS $$
DECLARE
  gone bigint[];
  less bigint;
BEGIN
  removed := 0;
  lost := 0;
  LOOP
    WITH deleted AS (
      DELETE FROM ${schema}.collect_indicator WHERE id IN (
        SELECT id FROM ${schema}.collect_indicator WHERE win = the_win AND spare
        LIMIT amount - removed
      ) RETURNING id
    )
    SELECT coalesce(array_agg(id), '{}') INTO gone FROM deleted;
    DELETE FROM ${schema}.collect_count WHERE indicator = ANY (gone);
    removed := removed + cardinality(gone);
    EXIT WHEN removed >= amount;
    SELECT greatest(0, l.amount) INTO less FROM (
      SELECT sum(c.count) - i.set_off AS amount, count(*) OVER () AS size,
        row_number() OVER (ORDER BY sum(c.count) - i.set_off) AS place
      FROM ${schema}.collect_indicator i JOIN ${schema}.collect_count c ON c.indicator = i.id
      WHERE i.win = the_win GROUP BY i.id
    ) l WHERE l.place = (l.size - 1) / ${SHARE} + 1;
    EXIT WHEN NOT FOUND;
    lost := lost + less;
    UPDATE ${schema}.collect_indicator i
    SET set_off = i.set_off + least(less, l.amount), spare = l.amount <= less
    FROM (
      SELECT j.id, sum(c.count) - j.set_off AS amount
      FROM ${schema}.collect_indicator j JOIN ${schema}.collect_count c ON c.indicator = j.id
      WHERE j.win = the_win GROUP BY j.id
    ) l WHERE i.id = l.id;
  END LOOP;
END
$$;

-- What of a part is not over at a time.
CREATE FUNCTION ${schema}.live_parts(w ${schema}.collect, at float8, up_to bigint) RETURNS TABLE (
  part bigint, events bigint, lost_before bigint
) LANGUAGE sql STABLE AS $$
  SELECT p.part, p.events, p.lost_before FROM ${schema}.collect_part p
  WHERE p.win = w.id AND p.part <= up_to
    AND (p.slot + ${SLOTS} + 1) * w.length > (at - w.origin) * ${SLOTS}
$$;

CREATE FUNCTION ${schema}.window_state(
  w ${schema}.collect, at float8,
  OUT origin float8, OUT length float8, OUT indicators float8, OUT events float8, OUT ticked float8, OUT due float8
) LANGUAGE sql STABLE AS $$
  SELECT w.origin, w.length, w.indicators::float8, (
    SELECT coalesce(sum(p.events), 0)::float8
    FROM ${schema}.live_parts(w, at, ${Number.MAX_SAFE_INTEGER}) p
  ), w.ticked,
    CASE WHEN w.every = 0 THEN 0 WHEN w.cut_at > 0 THEN w.cut_at ELSE w.ticked + w.every END
$$;

-- What came before a tick that is due is told by it, and nothing is added to that.
CREATE FUNCTION ${schema}.cut_window(INOUT w ${schema}.collect, at float8) LANGUAGE plpgsql AS $$
BEGIN
  IF w.every > 0 AND w.cut_at = 0 AND at >= w.ticked + w.every THEN
    w.cut_at := w.ticked + w.every;
    w.cut_part := w.part;
    w.told := 0;
    w.told_to := NULL;
  END IF;
END
$$;

CREATE FUNCTION ${schema}.write_window(w ${schema}.collect, at float8) RETURNS void
LANGUAGE sql AS $$
  UPDATE ${schema}.collect SET
    part = w.part, cut_part = w.cut_part, cut_at = w.cut_at, told = w.told, told_to = w.told_to,
    ticked = w.ticked, indicators = w.indicators, lost = w.lost, touched = at
  WHERE id = w.id
$$;

-- Takes up a window, or begins one. Slots of another length are cut anew.
CREATE FUNCTION ${schema}.open_window(the_name text, the_length float8, the_every float8)
RETURNS TABLE (origin float8, length float8, indicators float8, events float8, ticked float8, due float8)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  w ${schema}.collect;
  now float8 := ${schema}.now_ms();
BEGIN
  DELETE FROM ${schema}.collect_count WHERE win IN (
    SELECT c.id FROM ${schema}.collect c WHERE c.touched < now - ${KEPT} - 3 * c.length AND c.name <> the_name
  );
  DELETE FROM ${schema}.collect c WHERE c.touched < now - ${KEPT} - 3 * c.length AND c.name <> the_name;
  INSERT INTO ${schema}.collect (name, origin, length, every, ticked, touched)
  VALUES (the_name, now, the_length, the_every, now, now) ON CONFLICT DO NOTHING;
  SELECT * INTO w FROM ${schema}.collect WHERE name = the_name FOR UPDATE;
  IF w.every = 0 AND w.every <> the_every THEN
    w.ticked := now;
  END IF;
  IF w.length <> the_length THEN
    UPDATE ${schema}.collect_part p
    SET slot = floor((p.last - w.origin) * ${SLOTS} / the_length) WHERE p.win = w.id;
  END IF;
  w.length := the_length;
  w.every := the_every;
  UPDATE ${schema}.collect SET length = w.length, every = w.every WHERE id = w.id;
  DELETE FROM ${schema}.collect_writer WHERE win = w.id AND at < now - ${KEPT};
  w := ${schema}.cut_window(w, now);
  w.indicators := w.indicators - ${schema}.expire_window(w, now);
  PERFORM ${schema}.write_window(w, now);
  RETURN QUERY SELECT * FROM ${schema}.window_state(w, now);
END
$$;

CREATE FUNCTION ${schema}.look_at_window(the_name text)
RETURNS TABLE (origin float8, length float8, indicators float8, events float8, ticked float8, due float8)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  w ${schema}.collect;
  now float8;
BEGIN
  SELECT * INTO w FROM ${schema}.collect WHERE name = the_name FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  now := ${schema}.now_ms();
  w := ${schema}.cut_window(w, now);
  w.indicators := w.indicators - ${schema}.expire_window(w, now);
  PERFORM ${schema}.write_window(w, now);
  RETURN QUERY SELECT * FROM ${schema}.window_state(w, now);
END
$$;

-- Counts what one process has seen. Called again with the same number, it does nothing.
CREATE FUNCTION ${schema}.count_in_window(
  the_name text, the_writer text, the_number float8, most float8, seen float8, amount float8,
  keys text[], whole_keys text[], spellings text[], samples text[], amounts float8[]
) RETURNS TABLE (origin float8, length float8, indicators float8, events float8, ticked float8, due float8)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  w ${schema}.collect;
  now float8;
  at float8;
  the_slot bigint;
  the_part bigint;
  fresh bigint[];
  these bigint[];
  removed bigint;
  lost bigint;
BEGIN
  SELECT * INTO w FROM ${schema}.collect WHERE name = the_name FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  now := ${schema}.now_ms();
  INSERT INTO ${schema}.collect_writer AS c (win, writer, number, at)
  VALUES (w.id, the_writer, the_number, now)
  ON CONFLICT (win, writer) DO UPDATE SET number = excluded.number, at = excluded.at
  WHERE c.number < excluded.number;
  IF NOT FOUND THEN
    RETURN QUERY SELECT * FROM ${schema}.window_state(w, now);
    RETURN;
  END IF;
  at := least(now, greatest(seen, w.ticked, w.cut_at));
  w := ${schema}.cut_window(w, at);
  w.indicators := w.indicators - ${schema}.expire_window(w, now);
  the_slot := floor((at - w.origin) * ${SLOTS} / w.length);
  SELECT p.part INTO the_part FROM ${schema}.collect_part p
  WHERE p.win = w.id AND p.part > w.cut_part AND p.slot = the_slot LIMIT 1;
  IF NOT FOUND THEN
    w.part := w.part + 1;
    the_part := w.part;
    INSERT INTO ${schema}.collect_part VALUES (w.id, the_part, the_slot, 0, w.lost, at, at);
  END IF;
  UPDATE ${schema}.collect_part p SET events = p.events + amount, last = greatest(p.last, at)
  WHERE p.win = w.id AND p.part = the_part;

  PERFORM ${schema}.count_known(w.id, the_part, at, keys, samples, amounts);
  SELECT coalesce(array_agg(k.place ORDER BY k.place), '{}') INTO fresh
  FROM unnest(keys) WITH ORDINALITY AS k (key, place)
  WHERE NOT EXISTS (
    SELECT FROM ${schema}.collect_indicator i WHERE i.win = w.id AND i.key = k.key
  );
  WHILE cardinality(fresh) > 0 LOOP
    -- What comes in together cannot make room for each other: not more than make room at once.
    these := fresh[:greatest(1, most::bigint / ${SHARE})];
    fresh := fresh[cardinality(these) + 1:];
    IF w.indicators + cardinality(these) > most THEN
      SELECT r.removed, r.lost INTO removed, lost
      FROM ${schema}.make_room(w.id, w.indicators + cardinality(these) - most::bigint) r;
      w.indicators := w.indicators - removed;
      w.lost := w.lost + lost;
    END IF;
    INSERT INTO ${schema}.collect_indicator (win, key, whole_key, value, sample, lost_at)
    SELECT w.id, keys[p.place], nullif(whole_keys[p.place], ''), spellings[p.place], samples[p.place], w.lost
    FROM unnest(these) AS p (place) ORDER BY p.place;
    w.indicators := w.indicators + cardinality(these);
    PERFORM ${schema}.count_known(
      w.id, the_part, at,
      (SELECT array_agg(keys[p] ORDER BY p) FROM unnest(these) AS p),
      (SELECT array_agg(samples[p] ORDER BY p) FROM unnest(these) AS p),
      (SELECT array_agg(amounts[p] ORDER BY p) FROM unnest(these) AS p)
    );
  END LOOP;
  PERFORM ${schema}.write_window(w, now);
  RETURN QUERY SELECT * FROM ${schema}.window_state(w, now);
END
$$;

-- Counts indicators that are in the window. The first event of each part is the sample.
CREATE FUNCTION ${schema}.count_known(
  the_win integer, the_part bigint, at float8, keys text[], samples text[], amounts float8[]
) RETURNS void LANGUAGE sql AS $$
  WITH seen AS (
    SELECT i.id, i.spare, k.sample, k.amount FROM unnest(keys, samples, amounts) AS k (key, sample, amount)
    JOIN ${schema}.collect_indicator i ON i.win = the_win AND i.key = k.key
  ), counted AS (
    INSERT INTO ${schema}.collect_count AS c (indicator, part, win, count, first, last)
    SELECT s.id, the_part, the_win, s.amount, at, at FROM seen s
    ON CONFLICT (indicator, part) DO UPDATE
    SET count = c.count + excluded.count, first = least(c.first, at), last = greatest(c.last, at)
    RETURNING c.indicator, c.xmax = 0 AS is_new
  )
  UPDATE ${schema}.collect_indicator i SET
    spare = false,
    counts = i.counts + CASE WHEN c.is_new THEN 1 ELSE 0 END,
    sample = CASE WHEN c.is_new THEN s.sample ELSE i.sample END
  FROM counted c JOIN seen s ON s.id = c.indicator
  WHERE i.id = c.indicator AND (c.is_new OR s.spare)
$$;
`;
}
