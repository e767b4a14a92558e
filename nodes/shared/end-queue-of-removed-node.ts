import type { Node } from 'node-red';
import { deserialize } from 'node:v8';
import { asError } from '../../src/as-error';
import { own } from '../../src/plain-object';
import type { Store } from '../../src/store/store';
import { ClosedError } from '../../src/closed-error';

/** Subjects that are named. */
const NAMED = 5;

/**
 * Ends all that waits in a queue of a node that is gone for good: nobody would ever look there again.
 * Its messages have ended long ago, so that an error in the log names what is lost. Where other processes
 * use the store at the moment they may have the node: it is left to them. Never rejects.
 */
export async function endAll(store: Store, name: string, node: Pick<Node, 'error'>): Promise<void> {
  const queue = store.queue(name);
  const subjects: string[] = [];
  try {
    if (!(await isAlone(store))) return;
    if (store.shared) await queue.recover();
    // What waits for its time is not taken, but listed.
    for (let left = await queue.list(NAMED); left.length > 0; left = await queue.list(NAMED)) {
      for (const { id, payload } of left) {
        subjects.push(subjectOf(payload));
        await queue.finish(id);
      }
    }
  } catch (error) {
    node.error(asError(error));
  }
  if (subjects.length === 0) return;
  const more = subjects.length > NAMED ? ` and ${subjects.length - NAMED} more` : '';
  const named = subjects.slice(0, NAMED).join('; ');
  const what = `The node was removed, and nobody gets what waited there: ${named}${more}`;
  node.error(new ClosedError(what));
}

/** Whether no other process uses the store at the moment. Rejects with `StoreError`. */
export async function isAlone({ shared }: Store): Promise<boolean> {
  if (!shared) return true;
  return !shared.away() && (await shared.instances()).length <= 1;
}

/** The subject of a mail, of a message that was collected for one, or of an alert. */
function subjectOf(payload: Uint8Array): string {
  try {
    const kept: unknown = deserialize(payload);
    const alert = own(own(kept, 'msg'), 'alert');
    const subject = own(own(kept, 'mail') ?? own(own(kept, 'item'), 'part') ?? alert, 'subject');
    return typeof subject === 'string' ? subject : '(no subject)';
  } catch {
    return '(no subject)';
  }
}
