import assert from 'node:assert/strict';
import { createGateMemory } from '../../nodes/gate/last-message';
import { isSecretPath } from '../../nodes/gate/secret-paths';
import { PrivateIndicatorError } from '../../src/indicator/errors';
import { readEventFields } from '../../src/mail/content/event-fields';
import { isSecretName } from '../../src/secrets/judge';
import { guard } from '../indicator/guarded';
import { createFakeClock } from '../support/fake-clock';
import { currentPair } from '../support/pair';
import { namesOf, NOT_SECRET, SECRET } from './sample-names';

const VALUE = 'hunter2';

/** Every room that keeps something back by its name, and whether it does so with this one. */
const ROOMS: Readonly<Record<string, (name: string) => boolean>> = {
  "a URL's query": (name) => isStopped(`https://example.com/?${encodeURIComponent(name)}=${VALUE}`),
  "a URL's fragment": (name) =>
    isStopped(`https://example.com/#${encodeURIComponent(name)}=${VALUE}`),
  'a URL in a URL': (name) => {
    const inner = `https://example.com/?${encodeURIComponent(name)}=${VALUE}`;
    return isStopped(`https://example.com/?next=${encodeURIComponent(inner)}`);
  },
  "an event's field": (name) => isNotIn(readEventFields({ event: { [name]: VALUE } })),
  "an event's object in a list": (name) =>
    isNotIn(readEventFields({ events: [{ [name]: VALUE }] })),
  'the path of a preview': (name) => isSecretPath(nodeRed(), `msg.event[${JSON.stringify(name)}]`),
  'a category in a message that is kept': (name) => {
    const memory = createGateMemory(createFakeClock(), { verdict: false, values: [] });
    memory.see({ verdict: { categories: { [name]: VALUE } }, values: [] });
    return isNotIn(memory.last());
  },
};

describe('what goes by the name of a secret', () => {
  const names = Object.values({ ...SECRET, ...NOT_SECRET }).flatMap(namesOf);

  for (const [room, keepsBack] of Object.entries(ROOMS)) {
    it(`is kept back by ${room} where the judge says so, and nothing else is`, () => {
      const other = names.filter((name) => keepsBack(name) !== isSecretName(name));
      // An empty path leads to nothing.
      assert.deepEqual(
        other.filter((name) => name !== ''),
        [],
      );
    });
  }

  it('is judged in a table of many spellings', () => {
    assert.ok(Object.values(SECRET).flatMap(namesOf).length >= 80);
    assert.ok(Object.values(NOT_SECRET).flatMap(namesOf).length >= 80);
  });
});

function isStopped(url: string): boolean {
  try {
    guard(url);
    return false;
  } catch (error) {
    assert.ok(error instanceof PrivateIndicatorError);
    return true;
  }
}

function isNotIn(what: unknown): boolean {
  return !JSON.stringify(what).includes(VALUE);
}

function nodeRed(): Parameters<typeof isSecretPath>[0] {
  return require(currentPair.packageName);
}
