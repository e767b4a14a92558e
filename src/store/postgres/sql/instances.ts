import { NOBODY } from './work';

/**
 * Functions for the processes that use the store, and for what only one may do at a time. A process
 * lives as long as its row is not over; what it held is let go by whoever sees that first.
 */
export function instances(schema: string): string {
  return `
-- Whether what somebody held may be taken. One whose time is over is ended with that: a sign of life that
-- comes too late must not find its row.
CREATE FUNCTION ${schema}.is_gone(who uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM ${schema}.instance WHERE id = who AND expires <= ${schema}.now_ms();
  RETURN NOT EXISTS (SELECT FROM ${schema}.instance WHERE id = who);
END
$$;

-- Makes all that somebody held free for everybody.
CREATE FUNCTION ${schema}.let_go(who uuid, channel text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  each record;
BEGIN
  FOR each IN
    WITH freed AS (
      UPDATE ${schema}.work SET state = 'ready', holder = '${NOBODY}', token = NULL
      WHERE state = 'taken' AND holder = who RETURNING queue
    ) SELECT queue, count(*) AS amount FROM freed GROUP BY queue
  LOOP
    PERFORM ${schema}.count_waiting(each.queue, who, each.amount);
  END LOOP;
  UPDATE ${schema}.work SET holder = '${NOBODY}' WHERE state = 'ready' AND holder = who;
  UPDATE ${schema}.work SET holder = '${NOBODY}' WHERE state = 'delayed' AND holder = who;
  FOR each IN DELETE FROM ${schema}.waiting WHERE holder = who RETURNING queue, amount LOOP
    PERFORM ${schema}.count_waiting(each.queue, '${NOBODY}', each.amount);
    PERFORM pg_notify(channel, E'left\\n' || who || ' ' || each.queue);
  END LOOP;
  DELETE FROM ${schema}.waiting WHERE holder = '${NOBODY}' AND amount = 0;
  DELETE FROM ${schema}.lease WHERE holder = who;
END
$$;

-- Lets go what those held who are gone; one of all who ask at once does it.
CREATE FUNCTION ${schema}.free_gone(channel text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  gone uuid;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('${schema.replaceAll("'", "''")}'), 2) THEN
    RETURN;
  END IF;
  DELETE FROM ${schema}.instance WHERE id IN (
    SELECT id FROM ${schema}.instance WHERE expires <= ${schema}.now_ms() FOR UPDATE SKIP LOCKED
  );
  FOR gone IN
    SELECT w.holder FROM ${schema}.waiting w WHERE w.holder <> '${NOBODY}'
    UNION SELECT l.holder FROM ${schema}.lease l
    EXCEPT SELECT i.id FROM ${schema}.instance i
  LOOP
    PERFORM ${schema}.let_go(gone, channel);
  END LOOP;
END
$$;

-- Where nobody was heard for long, as of a server that was away, those who lived then have a lease more
-- to be heard in. Nobody can have taken what was theirs meanwhile.
CREATE FUNCTION ${schema}.grant_anew(lifetime float8) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  heard float8 := (SELECT max(i.seen) FROM ${schema}.instance i);
  now float8;
BEGIN
  IF heard >= ${schema}.now_ms() - lifetime / 2 THEN
    RETURN;
  END IF;
  -- Of several who come back at once the first one does it.
  PERFORM pg_advisory_xact_lock(hashtext('${schema.replaceAll("'", "''")}'), 1);
  heard := (SELECT max(i.seen) FROM ${schema}.instance i);
  now := ${schema}.now_ms();
  UPDATE ${schema}.instance SET expires = now + lifetime
  WHERE heard < now - lifetime / 2 AND seen > heard - lifetime AND expires < now + lifetime;
END
$$;

-- A process begins, or begins anew after its row was gone: its place is the lowest that is free.
CREATE FUNCTION ${schema}.register(
  me text, the_name text, begun float8, lifetime float8, the_doing text, channel text,
  OUT place integer
) LANGUAGE plpgsql AS $$
DECLARE
  now float8;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('${schema.replaceAll("'", "''")}'), 1);
  PERFORM ${schema}.grant_anew(lifetime);
  -- A row that is over must not come to life again beside another one of its place.
  DELETE FROM ${schema}.instance WHERE expires <= ${schema}.now_ms() AND id <> me::uuid;
  PERFORM ${schema}.free_gone(channel);
  now := ${schema}.now_ms();
  SELECT min(free.number) INTO place FROM (
    SELECT 0 AS number UNION SELECT i.place + 1 FROM ${schema}.instance i
    EXCEPT SELECT i.place FROM ${schema}.instance i WHERE i.id <> me::uuid
  ) AS free;
  INSERT INTO ${schema}.instance AS i
  VALUES (me::uuid, place, the_name, coalesce(begun, now), now, now + lifetime, the_doing)
  ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, expires = excluded.expires;
  SELECT i.place INTO place FROM ${schema}.instance i WHERE i.id = me::uuid;
END
$$;

-- A sign of life. lives: the row was still there; left_in: queues with work that is due and nobody's.
CREATE FUNCTION ${schema}.beat(
  me text, lifetime float8, the_doing text, channel text, OUT lives boolean, OUT left_in text[]
) LANGUAGE plpgsql AS $$
DECLARE
  now float8;
BEGIN
  PERFORM ${schema}.grant_anew(lifetime);
  -- Not before the row is ours: whoever frees it decides by what it says.
  PERFORM FROM ${schema}.instance WHERE id = me::uuid FOR NO KEY UPDATE;
  now := ${schema}.now_ms();
  UPDATE ${schema}.instance SET seen = now, expires = now + lifetime, doing = the_doing
  WHERE id = me::uuid;
  lives := FOUND;
  PERFORM ${schema}.free_gone(channel);
  left_in := ARRAY(
    SELECT n.queue FROM ${schema}.waiting n
    WHERE n.holder = '${NOBODY}' AND n.amount > 0 AND (
      EXISTS (
        SELECT FROM ${schema}.work w
        WHERE w.state = 'ready' AND w.holder = '${NOBODY}' AND w.queue = n.queue
      ) OR EXISTS (
        SELECT FROM ${schema}.work w
        WHERE w.state = 'delayed' AND w.holder = '${NOBODY}' AND w.queue = n.queue AND w.due <= now
      )
    )
  );
END
$$;

-- Who uses the store at the moment.
CREATE FUNCTION ${schema}.instances() RETURNS TABLE (
  id text, place integer, name text, since float8, seen float8, doing text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  ahead float8 := (SELECT t.ahead FROM ${schema}.told_time t);
BEGIN
  RETURN QUERY SELECT i.id::text, i.place, i.name, i.since + ahead, i.seen + ahead, i.doing
  FROM ${schema}.instance i WHERE i.expires > ${schema}.now_ms() ORDER BY i.since, i.place;
END
$$;

-- A clean end: what was held is free at once.
CREATE FUNCTION ${schema}.leave(me text, channel text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM ${schema}.instance WHERE id = me::uuid;
  PERFORM ${schema}.let_go(me::uuid, channel);
END
$$;

CREATE FUNCTION ${schema}.recover(channel text) RETURNS void LANGUAGE sql AS $$
  SELECT ${schema}.free_gone(channel)
$$;

-- Looks before it writes: a lease that another one has is not waited for.
CREATE FUNCTION ${schema}.take_lease(the_name text, me text, OUT taken boolean)
LANGUAGE plpgsql AS $$
DECLARE
  found_holder uuid;
BEGIN
  SELECT holder INTO found_holder FROM ${schema}.lease WHERE name = the_name;
  taken := NOT FOUND OR found_holder = me::uuid OR ${schema}.is_gone(found_holder);
  IF NOT taken THEN
    RETURN;
  END IF;
  INSERT INTO ${schema}.lease AS l VALUES (the_name, me::uuid)
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder
  WHERE l.holder = excluded.holder OR ${schema}.is_gone(l.holder);
  taken := FOUND;
END
$$;

CREATE FUNCTION ${schema}.end_lease(the_name text, me text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM ${schema}.lease WHERE name = the_name AND holder = me::uuid
$$;

CREATE FUNCTION ${schema}.tell(payload text, channel text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify(channel, payload)
$$;
`;
}
