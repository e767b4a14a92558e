import { MINUTE } from '../../rules/quotas';

/**
 * The rules of `rules/quotas` where they have to be: under the lock of a row, in one round trip. The
 * contract holds them to it.
 */
export function quotas(schema: string): string {
  return `
-- When a UTC day or month begins, in ms UTC.
CREATE FUNCTION ${schema}.start_of_day(at float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
  SELECT floor(at / 86400000) * 86400000
$$;

CREATE FUNCTION ${schema}.start_of_month(at float8, months_later integer) RETURNS float8
LANGUAGE sql IMMUTABLE AS $$
  SELECT extract(epoch FROM date_trunc('month',
    timestamp 'epoch' + floor(at / 1000) * interval '1 second'
  ) + months_later * interval '1 month')::float8 * 1000
$$;

CREATE FUNCTION ${schema}.made_since(the_key text, first_number bigint, moment float8)
RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM ${schema}.attempt
  WHERE quota = the_key AND number >= first_number AND at > moment
$$;

-- The row as it is now: rollOver of rules/quotas. ahead is what UTC is ahead of now.
CREATE FUNCTION ${schema}.roll_over(q ${schema}.quota, now float8, ahead float8)
RETURNS ${schema}.quota LANGUAGE plpgsql AS $$
DECLARE
  utc float8 := now + ahead;
  day float8 := ${schema}.start_of_day(utc);
BEGIN
  IF utc >= q.day_ends THEN
    q.day_ends := day + 86400000;
    q.day_used := ${schema}.made_since(q.key, q.oldest, day - ahead);
  ELSE
    q.day_ends := least(q.day_ends, day + 2 * 86400000);
  END IF;
  IF utc >= q.month_ends THEN
    q.month_ends := ${schema}.start_of_month(utc, 1);
    q.month_used := ${schema}.made_since(q.key, q.oldest, ${schema}.start_of_month(utc, 0) - ahead);
  ELSE
    q.month_ends := least(q.month_ends, ${schema}.start_of_month(utc, 2));
  END IF;
  RETURN q;
END
$$;

CREATE FUNCTION ${schema}.reserve(
  the_key text, per_minute float8, per_day float8, per_month float8, duration float8,
  OUT attempt text, OUT hindrance text, OUT wait float8, OUT retry_at float8
) LANGUAGE plpgsql AS $$
DECLARE
  q ${schema}.quota;
  now float8;
  ahead float8;
  longest float8 := 0;
  each float8;
  made float8;
BEGIN
  LOOP
    SELECT * INTO q FROM ${schema}.quota k WHERE k.key = the_key FOR NO KEY UPDATE;
    EXIT WHEN FOUND;
    INSERT INTO ${schema}.quota (key) VALUES (the_key) ON CONFLICT DO NOTHING;
  END LOOP;
  -- Only now: whoever had the row before has counted what it granted at its own time.
  now := ${schema}.now_ms();
  ahead := (SELECT t.ahead FROM ${schema}.told_time t);
  q := ${schema}.roll_over(q, now, ahead);

  IF per_month > 0 AND q.month_used >= per_month THEN
    longest := q.month_ends - now - ahead;
    hindrance := 'month';
  END IF;
  each := q.day_ends - now - ahead;
  IF per_day > 0 AND q.day_used >= per_day AND each > longest THEN
    longest := each;
    hindrance := 'day';
  END IF;
  IF q.paused_until - now > longest THEN
    longest := q.paused_until - now;
    hindrance := 'pause';
  END IF;
  IF per_minute > 0 AND per_minute <= q.attempts THEN
    SELECT a.at INTO made FROM ${schema}.attempt a
    WHERE a.quota = the_key AND a.number = q.attempts - per_minute::bigint + 1;
    IF FOUND AND made + ${MINUTE} - now > longest THEN
      longest := made + ${MINUTE} - now;
      hindrance := 'minute';
    END IF;
  END IF;
  IF hindrance IS NOT NULL THEN
    wait := longest;
    retry_at := now + ahead + longest;
    RETURN;
  END IF;

  q.attempts := q.attempts + 1;
  -- Two of those before the last minute are forgotten with each that is made.
  FOR i IN 1..2 LOOP
    EXIT WHEN q.oldest >= q.attempts;
    DELETE FROM ${schema}.attempt a
    WHERE a.quota = the_key AND a.number = q.oldest AND a.at <= now - ${MINUTE};
    EXIT WHEN NOT FOUND;
    q.oldest := q.oldest + 1;
  END LOOP;
  INSERT INTO ${schema}.attempt VALUES (the_key, q.attempts, now + duration);
  UPDATE ${schema}.quota k SET
    day_ends = q.day_ends, day_used = q.day_used + 1,
    month_ends = q.month_ends, month_used = q.month_used + 1,
    attempts = q.attempts, oldest = q.oldest
  WHERE k.key = the_key;
  attempt := q.attempts::text;
END
$$;

CREATE FUNCTION ${schema}.settle(the_key text, the_number float8) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ${schema}.attempt SET at = ${schema}.now_ms()
  WHERE quota = the_key AND number = the_number::bigint;
END
$$;

CREATE FUNCTION ${schema}.pause(the_key text, milliseconds float8) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ${schema}.quota AS q (key, paused_until)
  VALUES (the_key, ${schema}.now_ms() + milliseconds)
  ON CONFLICT (key) DO UPDATE SET paused_until = greatest(q.paused_until, excluded.paused_until);
END
$$;

CREATE FUNCTION ${schema}.usage(
  the_key text, OUT minute float8, OUT day float8, OUT month float8, OUT paused_until float8
) LANGUAGE plpgsql AS $$
DECLARE
  q ${schema}.quota;
  now float8 := ${schema}.now_ms();
  ahead float8 := (SELECT t.ahead FROM ${schema}.told_time t);
BEGIN
  SELECT * INTO q FROM ${schema}.quota k WHERE k.key = the_key;
  IF NOT FOUND THEN
    minute := 0; day := 0; month := 0;
    RETURN;
  END IF;
  q := ${schema}.roll_over(q, now, ahead);
  minute := ${schema}.made_since(the_key, q.oldest, now - ${MINUTE});
  day := q.day_used;
  month := q.month_used;
  IF q.paused_until > now THEN
    paused_until := q.paused_until + ahead;
  END IF;
END
$$;
`;
}
