import { NOBODY } from './work';

/** Functions that only look at work. */
export function workLooks(schema: string): string {
  return `
CREATE FUNCTION ${schema}.dead(the_queue text, most float8) RETURNS TABLE (
  id text, payload bytea, reason text
) LANGUAGE sql STABLE AS $$
  SELECT w.id::text, w.payload, w.reason FROM ${schema}.work w
  WHERE w.queue = the_queue AND w.state = 'dead' ORDER BY w.seq DESC LIMIT most::bigint
$$;

CREATE FUNCTION ${schema}.count_dead(the_queue text, OUT amount float8) LANGUAGE sql STABLE AS $$
  SELECT count(*)::float8 FROM ${schema}.work w WHERE w.queue = the_queue AND w.state = 'dead'
$$;

CREATE FUNCTION ${schema}.list(the_queue text, most float8) RETURNS TABLE (id text, payload bytea)
LANGUAGE sql STABLE AS $$
  SELECT w.id::text, w.payload FROM ${schema}.work w
  WHERE w.queue = the_queue AND w.state IN ('ready', 'delayed') ORDER BY w.seq LIMIT most::bigint
$$;

-- Milliseconds until the next work is due that I may take.
CREATE FUNCTION ${schema}.next_due(the_queue text, me text, OUT wait float8)
LANGUAGE plpgsql AS $$
DECLARE
  due float8;
BEGIN
  IF EXISTS (
    SELECT FROM ${schema}.work w
    WHERE w.state = 'ready' AND w.holder = me::uuid AND w.queue = the_queue
  ) OR EXISTS (
    SELECT FROM ${schema}.work w
    WHERE w.state = 'ready' AND w.holder = '${NOBODY}' AND w.queue = the_queue
  ) THEN
    wait := 0;
    RETURN;
  END IF;
  due := least(
    (SELECT w.due FROM ${schema}.work w
      WHERE w.state = 'delayed' AND w.holder = me::uuid AND w.queue = the_queue
      ORDER BY w.due LIMIT 1),
    (SELECT w.due FROM ${schema}.work w
      WHERE w.state = 'delayed' AND w.holder = '${NOBODY}' AND w.queue = the_queue
      ORDER BY w.due LIMIT 1)
  );
  wait := greatest(0, due - ${schema}.now_ms());
  IF due IS NULL THEN
    wait := NULL;
  END IF;
END
$$;
`;
}
