import type { NodeAPI } from 'node-red';
import { systemClock } from '../../src/clock';
import { own } from '../../src/plain-object';
import { door } from '../shared/door';
import { respond, type Answer } from '../shared/endpoint';
import type { Question } from './recorded';
import { createTeller } from './tell-changes';
import { watchAll } from './watch';

/** What open editors are told: it reaches each of them, whatever its user may see. */
const TOPIC = 'virustotal/sidebar';
const CHANGED = 'changed';

/** Rows of each kind that are given at a time. */
const ROWS = 50;
const MOST_ROWS = 1000;

/**
 * Answers the question of the sidebar:
 *
 * - `GET virustotal/sidebar`, for who may `virustotal.read`: see `SidebarAnswer`; of what `find`,
 *   `level`, `fate` and `mail` say, and `most` rows of each kind
 *
 * As long as somebody asks, open editors are told when there is something new, and nothing else.
 * A failure is `{ code, message }`.
 */
export function registerSidebarEndpoints(RED: NodeAPI): void {
  const teller = createTeller(
    systemClock,
    (listener) => watchAll(RED, systemClock, listener),
    () => RED.comms.publish(TOPIC, CHANGED, false),
  );
  RED.httpAdmin.get(
    '/virustotal/sidebar',
    ...door(RED, 'virustotal.read'),
    (request, response) => void respond(response, () => answer(request.query)),
  );

  async function answer(query: unknown): Promise<Answer> {
    // Before anything is read: what changes from now on is told.
    teller.asked();
    const { gatherAnswer } = await import('./gather.js');
    return { status: 200, body: await gatherAnswer(RED, readQuestion(query)) };
  }
}

function readQuestion(query: unknown): Question {
  const most = Number(own(query, 'most'));
  const [find, level, fate, mail] = ['find', 'level', 'fate', 'mail'].map((name) =>
    own(query, name),
  );
  const isCount = Number.isInteger(most) && most > 0;
  return { find, level, fate, mail, most: isCount ? Math.min(most, MOST_ROWS) : ROWS };
}
