import assert from 'node:assert/strict';
import { StoreError } from '../../../../src/store/errors';
import { createLane } from '../../../../src/store/postgres/connection/lane';
import type { Link } from '../../../../src/store/postgres/connection/link';
import type { Session } from '../../../../src/store/postgres/connection/session';

const LIMITS = { statement: 800, answer: 1000, most: 500 };

/** A link whose sessions answer what they are sent by `answers`, one after the other, and well from then on. */
function createLink(...answers: readonly ('refused' | 'lost')[]): {
  readonly link: Link;
  readonly sent: readonly (readonly string[])[];
} {
  const sent: (readonly string[])[] = [];
  let session = createSession();

  function createSession(): Session {
    return {
      run(text) {
        const [, , ...statements] = text.split(/;\s*/).slice(0, -1);
        const answer = answers[sent.push(statements) - 1];
        // Two limits before the statements, and the clock after them.
        return answer === undefined
          ? Promise.resolve(Array.from({ length: statements.length + 3 }, () => []))
          : Promise.reject(new Error(answer));
      },
      onLost: () => undefined,
      onNotice: () => undefined,
      destroy: () => undefined,
      end: () => Promise.resolve(),
    };
  }

  const link: Link = {
    session: () => session,
    away: () => undefined,
    drop(dropped) {
      if (dropped === session) session = createSession();
    },
    close: () => Promise.resolve(),
  };
  return { link, sent };
}

describe('statements on one connection', () => {
  it('go in the order in which they came also where the connection is lost as each is tried', async () => {
    const { link, sent } = createLink('refused', 'lost');
    const lane = createLane({
      link: () => link,
      limits: LIMITS,
      lastStatement: 'SELECT clock',
      learn: () => undefined,
      elapsed: () => 0,
      tell: (error) => ({
        kind: String(error) === 'Error: lost' ? 'lost' : 'refused',
        error: new StoreError(String(error)),
      }),
    });
    const all = ['a', 'b', 'c'].map((text) => lane.add(text, { order: 'one', waits: true }));
    await Promise.all(all);
    assert.deepEqual(sent, [['a', 'b', 'c'], ['a'], ['a', 'b', 'c']]);
  });
});
