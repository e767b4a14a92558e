import { own } from '../plain-object';
import type { Alert } from './alert';
import { readHeld, type HeldAlert, type HeldNote } from './held-alert';

/** What the processes that share a store tell each other of what they keep; nothing may be missed. */
interface HeldNews {
  readonly kept?: { readonly work: string; readonly held: HeldAlert };
  /** The ids of work that is there no more. */
  readonly gone?: readonly string[];
}

export function tellKept(work: string, alert: Alert, note: HeldNote): string {
  return JSON.stringify({ work, alert, note });
}

export function tellGone(works: readonly string[]): string {
  return JSON.stringify({ gone: works });
}

/** `undefined`: something was missed, or told by a version that tells it otherwise. */
export function readHeldNews(text: string | undefined): HeldNews | undefined {
  const told = parse(text);
  const gone = own(told, 'gone');
  if (Array.isArray(gone)) return { gone: gone.map(String) };
  const work = own(told, 'work');
  const held = readHeld(own(told, 'alert'), own(told, 'note'));
  return typeof work === 'string' && held ? { kept: { work, held } } : undefined;
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    const told: unknown = JSON.parse(text);
    return told;
  } catch {
    return undefined;
  }
}
