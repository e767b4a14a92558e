import { DEAD_LETTERS } from '../../store';

/** The holder of work that nobody holds. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Of work that comes due at the same time, so much is looked through at once: no take takes long. */
const READY_AT_ONCE = 1000;

/** Dead letters forgotten with each that is new: two, so that it catches up. */
const FORGOTTEN_AT_ONCE = 2;

/**
 * Functions for work that waits. `me` is the instance that asks: what another one holds is left alone.
 * Each may be called twice with the same arguments, when it is not known whether it was committed.
 */
export function work(schema: string): string {
  return `
CREATE FUNCTION ${schema}.count_waiting(the_queue text, by_whom uuid, change bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ${schema}.waiting SET amount = amount + change
  WHERE queue = the_queue AND holder = by_whom;
  IF NOT FOUND THEN
    INSERT INTO ${schema}.waiting AS w VALUES (the_queue, by_whom, change)
    ON CONFLICT (queue, holder) DO UPDATE SET amount = w.amount + excluded.amount;
  END IF;
END
$$;

CREATE FUNCTION ${schema}.waiting_in(the_queue text, OUT amount float8) LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(amount), 0)::float8 FROM ${schema}.waiting WHERE queue = the_queue
$$;

CREATE FUNCTION ${schema}.add_work(
  the_queue text, the_id uuid, the_priority float8, the_payload bytea, the_holder uuid
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ${schema}.work (id, queue, state, holder, priority, payload)
  VALUES (the_id, the_queue, 'ready', the_holder, the_priority, the_payload)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM ${schema}.count_waiting(the_queue, the_holder, 1);
  END IF;
END
$$;

CREATE FUNCTION ${schema}.finish(the_queue text, the_id text, me text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  before text;
BEGIN
  DELETE FROM ${schema}.work WHERE id = the_id::uuid AND queue = the_queue
    AND holder IN (me::uuid, '${NOBODY}') RETURNING state INTO before;
  IF before IN ('ready', 'delayed') THEN
    PERFORM ${schema}.count_waiting(the_queue, me::uuid, -1);
  END IF;
END
$$;

-- Whether another one has some of what should be finished in the same step, or has done it already:
-- required is what I had, and have not finished.
CREATE FUNCTION ${schema}.is_lost(the_queue text, ids uuid[], required uuid[], me uuid)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF the_queue IS NULL THEN
    RETURN false;
  END IF;
  PERFORM FROM ${schema}.work WHERE id = ANY (ids) AND queue = the_queue ORDER BY id FOR UPDATE;
  RETURN EXISTS (
    SELECT FROM ${schema}.work WHERE id = ANY (ids) AND queue = the_queue
      AND holder NOT IN (me, '${NOBODY}')
  ) OR (
    SELECT count(*) FROM ${schema}.work WHERE id = ANY (required) AND queue = the_queue
  ) < cardinality(required);
END
$$;

CREATE FUNCTION ${schema}.remove_replaced(the_queue text, ids uuid[], me uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  each uuid;
BEGIN
  FOREACH each IN ARRAY ids LOOP
    PERFORM ${schema}.finish(the_queue, each::text, me::text);
  END LOOP;
END
$$;

-- put, full, or lost: nothing is put in the place of what is another one's by now.
CREATE FUNCTION ${schema}.put(
  the_queue text, the_id text, the_priority float8, the_payload bytea, for_all boolean, most float8,
  replaced_queue text, replaced text[], required text[], me text, channel text, OUT outcome text
) LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM ${schema}.work WHERE id = the_id::uuid) THEN
    outcome := 'put';
    RETURN;
  END IF;
  IF most <= 0 OR (
    most < 'Infinity' AND (SELECT w.amount FROM ${schema}.waiting_in(the_queue) w) >= most
  ) THEN
    outcome := 'full';
    RETURN;
  END IF;
  IF ${schema}.is_lost(replaced_queue, replaced::uuid[], required::uuid[], me::uuid) THEN
    outcome := 'lost';
    RETURN;
  END IF;
  IF replaced_queue IS NOT NULL THEN
    PERFORM ${schema}.remove_replaced(replaced_queue, replaced::uuid[], me::uuid);
  END IF;
  IF for_all THEN
    PERFORM ${schema}.add_work(the_queue, the_id::uuid, the_priority, the_payload, '${NOBODY}');
    PERFORM pg_notify(channel, E'left\\n' || me || ' ' || the_queue);
  ELSE
    PERFORM ${schema}.add_work(the_queue, the_id::uuid, the_priority, the_payload, me::uuid);
  END IF;
  outcome := 'put';
END
$$;

-- the_token names this very call: what it took before, when nobody knew, it takes again.
CREATE FUNCTION ${schema}.take(the_queue text, me text, the_token float8) RETURNS TABLE (
  id text, priority float8, attempts integer, payload bytea
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  now float8 := ${schema}.now_ms();
  own record;
  free record;
  chosen uuid;
BEGIN
  SELECT w.id INTO chosen FROM ${schema}.work w
  WHERE w.state = 'taken' AND w.holder = me::uuid AND w.token = the_token::bigint;
  IF NOT FOUND THEN
    UPDATE ${schema}.work w SET state = 'ready' WHERE w.id IN (
      SELECT d.id FROM ${schema}.work d
      WHERE d.state = 'delayed' AND d.holder = me::uuid AND d.queue = the_queue AND d.due <= now
      ORDER BY d.due LIMIT ${READY_AT_ONCE} FOR UPDATE SKIP LOCKED
    );
    UPDATE ${schema}.work w SET state = 'ready' WHERE w.id IN (
      SELECT d.id FROM ${schema}.work d
      WHERE d.state = 'delayed' AND d.holder = '${NOBODY}' AND d.queue = the_queue AND d.due <= now
      ORDER BY d.due LIMIT ${READY_AT_ONCE} FOR UPDATE SKIP LOCKED
    );
    SELECT w.id, w.priority, w.seq INTO own FROM ${schema}.work w
    WHERE w.state = 'ready' AND w.holder = me::uuid AND w.queue = the_queue
    ORDER BY w.priority DESC, w.seq LIMIT 1 FOR UPDATE SKIP LOCKED;
    SELECT w.id, w.priority, w.seq INTO free FROM ${schema}.work w
    WHERE w.state = 'ready' AND w.holder = '${NOBODY}' AND w.queue = the_queue
    ORDER BY w.priority DESC, w.seq LIMIT 1 FOR UPDATE SKIP LOCKED;
    chosen := CASE
      WHEN free.id IS NULL THEN own.id
      WHEN own.id IS NULL THEN free.id
      WHEN free.priority > own.priority THEN free.id
      WHEN free.priority = own.priority AND free.seq < own.seq THEN free.id
      ELSE own.id
    END;
    IF chosen IS NULL THEN
      RETURN;
    END IF;
    UPDATE ${schema}.work w SET
      state = 'taken', holder = me::uuid, taken = w.taken + 1, token = the_token::bigint
    WHERE w.id = chosen;
    PERFORM ${schema}.count_waiting(the_queue, me::uuid, -1);
  END IF;
  RETURN QUERY SELECT w.id::text, w.priority, w.taken - 1, w.payload
    FROM ${schema}.work w WHERE w.id = chosen;
END
$$;

-- Undoes a take of which nobody knew what came of it.
CREATE FUNCTION ${schema}.untake(the_queue text, me text, the_token float8) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ${schema}.work SET state = 'ready', taken = taken - 1, token = NULL
  WHERE state = 'taken' AND holder = me::uuid AND token = the_token::bigint;
  IF FOUND THEN
    PERFORM ${schema}.count_waiting(the_queue, me::uuid, 1);
  END IF;
END
$$;

CREATE FUNCTION ${schema}.give_back(
  the_queue text, the_id text, me text, milliseconds float8, the_payload bytea
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ${schema}.work SET
    state = 'delayed', due = ${schema}.now_ms() + milliseconds, token = NULL,
    payload = coalesce(the_payload, payload)
  WHERE id = the_id::uuid AND queue = the_queue AND state = 'taken' AND holder = me::uuid;
  IF FOUND THEN
    PERFORM ${schema}.count_waiting(the_queue, me::uuid, 1);
  END IF;
END
$$;

CREATE FUNCTION ${schema}.bury(
  the_queue text, the_id text, me text, the_reason text, the_payload bytea
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  before text;
BEGIN
  SELECT state INTO before FROM ${schema}.work WHERE id = the_id::uuid AND queue = the_queue
    AND holder IN (me::uuid, '${NOBODY}') FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE ${schema}.work SET
    state = 'dead', holder = '${NOBODY}', token = NULL, reason = the_reason,
    payload = coalesce(the_payload, payload)
  WHERE id = the_id::uuid;
  IF before IN ('ready', 'delayed') THEN
    PERFORM ${schema}.count_waiting(the_queue, me::uuid, -1);
  END IF;
  DELETE FROM ${schema}.work WHERE id IN (
    SELECT id FROM ${schema}.work WHERE queue = the_queue AND state = 'dead'
    ORDER BY seq DESC OFFSET ${DEAD_LETTERS} LIMIT ${FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED
  );
END
$$;

CREATE FUNCTION ${schema}.revive(
  the_queue text, the_id text, me text, channel text, OUT done boolean
) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ${schema}.work SET state = 'ready', reason = NULL
  WHERE id = the_id::uuid AND queue = the_queue AND state = 'dead';
  done := FOUND;
  IF done THEN
    PERFORM ${schema}.count_waiting(the_queue, '${NOBODY}', 1);
    PERFORM pg_notify(channel, E'left\\n' || me || ' ' || the_queue);
  END IF;
END
$$;

CREATE FUNCTION ${schema}.discard(the_queue text, the_id text, OUT done boolean)
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM ${schema}.work WHERE id = the_id::uuid AND queue = the_queue AND state = 'dead';
  done := FOUND;
END
$$;

-- Takes work again that this process had and is not sure of; not where another one has it.
CREATE FUNCTION ${schema}.regain(
  the_queue text, the_id text, me text, is_taken boolean, OUT done boolean
) LANGUAGE plpgsql AS $$
DECLARE
  found_state text;
  found_holder uuid;
  wanted text;
BEGIN
  SELECT state, holder INTO found_state, found_holder FROM ${schema}.work
  WHERE id = the_id::uuid AND queue = the_queue FOR UPDATE;
  done := FOUND AND found_state <> 'dead' AND (
    found_holder IN (me::uuid, '${NOBODY}') OR ${schema}.is_gone(found_holder)
  );
  IF NOT done THEN
    RETURN;
  END IF;
  wanted := CASE
    WHEN is_taken THEN 'taken'
    WHEN found_state = 'taken' AND found_holder <> me::uuid THEN 'ready'
    ELSE found_state
  END;
  UPDATE ${schema}.work SET holder = me::uuid, state = wanted WHERE id = the_id::uuid
    AND (holder <> me::uuid OR state <> wanted);
  -- Also where nothing changes: by its row it is known that I hold something there.
  PERFORM ${schema}.count_waiting(the_queue, me::uuid, CASE
    WHEN wanted = 'taken' AND found_state <> 'taken' THEN -1
    WHEN wanted <> 'taken' AND found_state = 'taken' THEN 1
    ELSE 0
  END);
END
$$;
`;
}
