import type { Quotas } from '../store';
import type { Ways } from './either';

/** The attempt of the primary store, if any, and that of the spare. */
function bothAttempts(first: string, along: { readonly attempt: string }): string {
  return `${first} ${along.attempt}`;
}

/** The spare counts along what is reserved, so that it knows what has been used. */
export function resilientQuotas(primary: Quotas, spare: Quotas, { either }: Ways): Quotas {
  return {
    reserve: (key, allowance, duration) =>
      either(
        async () => {
          const reservation = await primary.reserve(key, allowance, duration);
          if (!reservation.granted) return reservation;
          const along = await spare.reserve(key, allowance, duration);
          if (!along.granted) {
            // What the spare has granted alone, while the primary failed, the primary cannot know.
            await primary.settle(key, reservation.attempt);
            return along;
          }
          return { ...reservation, attempt: bothAttempts(reservation.attempt, along) };
        },
        async () => {
          const reservation = await spare.reserve(key, allowance, duration);
          if (!reservation.granted) return reservation;
          return { ...reservation, attempt: bothAttempts('', reservation) };
        },
      ),
    async settle(key, attempt) {
      const [first = '', second = ''] = attempt.split(' ');
      if (second !== '') await spare.settle(key, second);
      if (first === '') return;
      await either(
        () => primary.settle(key, first),
        () => Promise.resolve(),
      );
    },
    async pause(key, milliseconds) {
      await spare.pause(key, milliseconds);
      await either(
        () => primary.pause(key, milliseconds),
        () => Promise.resolve(),
      );
    },
    usage: (key) =>
      either(
        () => primary.usage(key),
        () => spare.usage(key),
      ),
  };
}

/**
 * The quotas of a store that several share: what others use only the primary knows, so nobody else grants
 * anything.
 */
export function strictQuotas(primary: Quotas, { strictly }: Ways): Quotas {
  return {
    reserve: (...given) => strictly(() => primary.reserve(...given)),
    settle: (...given) => strictly(() => primary.settle(...given)),
    pause: (...given) => strictly(() => primary.pause(...given)),
    usage: (key) => strictly(() => primary.usage(key)),
  };
}
