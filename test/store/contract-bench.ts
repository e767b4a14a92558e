import type { Store } from '../../src/store/store';
import type { FakeClock } from '../support/fake-clock';

/** What every test of the contract works with. */
export interface Bench {
  readonly clock: FakeClock;
  readonly store: Store;
}

/** A table test over texts that an adapter could trip over, as keys, names and notes. */
export const ODD_TEXTS: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['quotes', `'"\`;--`],
  ['a NUL', 'a\0b'],
  ['a NUL and something else', 'a\0c'],
  ['a prototype key', '__proto__'],
  ['another', 'constructor'],
  ['a wildcard', '%_*?'],
  ['emoji', '🦠👩‍🔬'],
  ['half an emoji', '\ud83e'],
  ['another half', '\udda0'],
  ['a number', '1e3'],
  ['line ends', 'a\r\nb'],
  ['10 kB', 'x'.repeat(10_000)],
  ['10 kB that end otherwise', `${'x'.repeat(9_999)}y`],
];

/** Bytes of a store as text, or nothing when there are none. */
export function asText(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}
