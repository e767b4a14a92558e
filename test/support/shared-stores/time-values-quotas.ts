import { createMemoryQuotas } from '../../../src/store/memory/quotas';
import { createRun } from '../../../src/store/memory/run';
import type { DatabaseFunction, Tables } from './tables';

/** Functions for the server's time, for bytes that are forgotten after a time, and for quotas. */
export function otherFunctions({ time }: Tables): Readonly<Record<string, DatabaseFunction>> {
  const values = new Map<string, { readonly value: Uint8Array; readonly ends: number }>();
  const quotas = createMemoryQuotas(createRun().run, time);
  return {
    read_clock: () => [{ elapsed: time.elapsed(), now: time.now() }],
    learn_time: (ahead: number) => void time.learn(ahead + time.elapsed()),
    get_value(key: string) {
      const known = values.get(key);
      return known && known.ends > time.elapsed() ? [known] : [];
    },
    set_value: (key: string, value: Uint8Array, lifetime: number) =>
      void values.set(key, { value, ends: time.elapsed() + lifetime }),
    remove_value: (key: string) => void values.delete(key),
    async reserve(
      key: string,
      perMinute: number,
      perDay: number,
      perMonth: number,
      duration: number,
    ) {
      const answer = await quotas.reserve(key, { perMinute, perDay, perMonth }, duration);
      if (answer.granted) return [{ attempt: answer.attempt }];
      const { window: hindrance, wait, retryAt: retry_at } = answer;
      return [{ attempt: null, hindrance, wait, retry_at }];
    },
    settle: (key: string, number: number) => quotas.settle(key, String(number)),
    pause: (key: string, milliseconds: number) => quotas.pause(key, milliseconds),
    async usage(key: string) {
      const { pausedUntil, ...used } = await quotas.usage(key);
      return [{ ...used, paused_until: pausedUntil ?? null }];
    },
  };
}
