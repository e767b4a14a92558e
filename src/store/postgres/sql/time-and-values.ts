/** Functions for the server's time, and for bytes that are forgotten after a time. */
export function timeAndValues(schema: string): string {
  return `
CREATE FUNCTION ${schema}.now_ms() RETURNS float8 LANGUAGE sql VOLATILE AS $$
  SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8
$$;

CREATE FUNCTION ${schema}.read_clock(OUT elapsed float8, OUT now float8)
LANGUAGE plpgsql AS $$
BEGIN
  elapsed := ${schema}.now_ms();
  now := elapsed + (SELECT ahead FROM ${schema}.told_time);
END
$$;

-- What another one has told meanwhile is no news.
CREATE FUNCTION ${schema}.learn_time(the_ahead float8, learned_from float8) RETURNS void
LANGUAGE sql AS $$
  UPDATE ${schema}.told_time SET ahead = the_ahead WHERE abs(the_ahead - ahead) >= learned_from
$$;

CREATE FUNCTION ${schema}.get_value(the_key text) RETURNS TABLE (value bytea)
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT k.value FROM ${schema}.kept k
    WHERE k.key = the_key AND k.ends > ${schema}.now_ms();
END
$$;

-- Deletes two of those that are over with each that is written, so that it catches up.
CREATE FUNCTION ${schema}.set_value(the_key text, the_value bytea, lifetime float8) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  now float8 := ${schema}.now_ms();
BEGIN
  DELETE FROM ${schema}.kept WHERE key IN (
    SELECT k.key FROM ${schema}.kept k WHERE k.ends <= now AND k.key <> the_key
    ORDER BY k.ends LIMIT 2 FOR UPDATE SKIP LOCKED
  );
  INSERT INTO ${schema}.kept (key, ends, value) VALUES (the_key, now + lifetime, the_value)
  ON CONFLICT (key) DO UPDATE SET ends = excluded.ends, value = excluded.value;
END
$$;

CREATE FUNCTION ${schema}.remove_value(the_key text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM ${schema}.kept WHERE key = the_key
$$;
`;
}
