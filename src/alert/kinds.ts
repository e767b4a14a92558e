import { createHash } from 'node:crypto';
import type { Claims, Store } from '../store/store';

/** Whose alerts suppress each other. */
export interface Kind {
  readonly module: string;
  readonly detection: string;
  /** It is made up by the demonstration, and must not suppress what is real. */
  readonly simulated?: boolean;
}

/** What is found about whom, by what the subject is known by. */
export interface Keyed extends Omit<Kind, 'simulated'> {
  readonly key: string;
}

/** Longer subjects are known by their hash. */
const LONGEST_KEY = 1000;

/** Every node that names the same module and detection shares them. */
export function claimsOf(store: Store, kind: Kind): Claims {
  return store.claims(nameOf(kind));
}

/** What a kind is known by. */
export function nameOf({ module, detection, simulated = false }: Kind): string {
  return JSON.stringify([module, detection, ...(simulated ? ['demo'] : [])]);
}

/** What a subject is known by. */
export function keyOf(subject: string): string {
  if (subject.length <= LONGEST_KEY) return `=${subject}`;
  return `#${createHash('sha256').update(subject).digest('hex')}`;
}

/** The subject of a key; `undefined` where it is so long that only its hash is kept. */
export function subjectOf(key: string): string | undefined {
  return key.startsWith('=') ? key.slice(1) : undefined;
}
