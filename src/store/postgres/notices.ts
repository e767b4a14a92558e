import type { Connection } from './caller';
import type { Holdings } from './holdings';
import type { Life } from './life';
import { keyOf, readText, writeText } from './texts';
import type { Shared } from '../shared';

/** What a notice may hold, in bytes (postgresql.org/docs/15/sql-notify.html), with some to spare. */
const MOST = 7500;

/** What is told of work that was left comes from the schema's own functions. */
const LEFT = 'left';

/** What is told by hand; a topic of that kind is never one of the schema's. */
const TOLD = 'told';

/**
 * Tells and hears. Who tells here is heard here at once: a notice that comes back to where it was sent
 * from is dropped.
 */
export function createNotices(
  connection: Connection,
  life: Life,
  holdings: Holdings,
): Pick<Shared, 'tell' | 'hear'> {
  const listeners = new Map<string, Set<(text: string | undefined) => void>>();

  function deliver(topic: string, text: string | undefined): void {
    for (const listener of listeners.get(topic) ?? []) listener(text);
  }

  function missed(): void {
    holdings.tellLeft();
    for (const topic of listeners.keys()) deliver(topic, undefined);
  }

  function read(payload: string): void {
    const [kind, sender, name = '', text] = payload.split(/[\n ]/, 4);
    if (sender === life.instance) return;
    if (kind === LEFT) holdings.tellLeft(payload.slice(`${LEFT}\n${sender} `.length));
    if (kind === TOLD) deliver(name, text === undefined ? undefined : readText(fromBase64(text)));
  }

  connection.onNotice((payload) => (payload === undefined ? missed() : read(payload)));
  life.onLeftWork((queue) => holdings.tellLeft(queue));

  return {
    tell(topic, text) {
      const name = toBase64(keyOf(topic));
      const head = `${TOLD}\n${life.instance} ${name}`;
      const whole = text === undefined ? head : `${head} ${toBase64(writeText(text))}`;
      // What is too long to be told is looked for as if it had been missed.
      const payload = whole.length <= MOST ? whole : head;
      life.call('tell', [payload, life.channel]).then(
        () => deliver(name, text),
        () => deliver(name, text),
      );
    },
    hear(topic, listener) {
      const name = toBase64(keyOf(topic));
      const told = listeners.get(name) ?? new Set();
      listeners.set(name, told);
      const own = (text: string | undefined): void => listener(text);
      told.add(own);
      return () => {
        told.delete(own);
        if (told.size === 0) listeners.delete(name);
      };
    },
  };
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
