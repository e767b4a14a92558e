import assert from 'node:assert/strict';
import type { Node, NodeStatus } from 'node-red';
import { createStatus, type ShowStatus } from '../../../../nodes/shared/status/status';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock';

const MOMENT = 250;

describe('the status of a node', () => {
  let clock: FakeClock;
  let shown: (string | undefined)[];
  let made: number;
  let show: ShowStatus;

  beforeEach(() => {
    clock = createFakeClock();
    shown = [];
    made = 0;
    const node: Node = Object.assign(Object.create(null), {
      on: () => undefined,
      status: ({ text }: NodeStatus) => void shown.push(text),
    });
    show = createStatus(node, clock);
  });

  const saying = (text: string) => (): NodeStatus => {
    made += 1;
    return { text };
  };

  it('is made once for many that say the same', () => {
    for (let message = 0; message < 100; message += 1) show(saying('found'), 'found');
    clock.advance(MOMENT);
    for (let message = 0; message < 100; message += 1) show(saying('found'), 'found');
    assert.deepEqual(shown, ['found']);
    assert.equal(made, 1);
  });

  it('is made each time by who does not tell what it says', () => {
    for (let look = 0; look < 3; look += 1) {
      show(saying(String(look)));
      clock.advance(MOMENT);
    }
    assert.deepEqual(shown, ['0', '1', '2']);
  });

  it('comes back to what was said before something else', () => {
    show(saying('found'), 'found');
    show(saying('it failed'));
    show(saying('found'), 'found');
    clock.advance(MOMENT);
    show(saying('it failed'));
    clock.advance(MOMENT);
    show(saying('found'), 'found');
    assert.deepEqual(shown, ['found', 'it failed', 'found']);
  });

  it('is shown again where what was put off was seen as something else', () => {
    let text = 'found';
    const asItIs = (): NodeStatus => ({ text });
    show(saying('unknown'), 'unknown');
    show(asItIs, 'found');
    text = '1 running';
    clock.advance(MOMENT);
    text = 'found';
    show(asItIs, 'found');
    clock.advance(MOMENT);
    assert.deepEqual(shown, ['unknown', '1 running', 'found']);
  });

  it('is the last of a moment, whatever was said in it', () => {
    show(saying('found'), 'found');
    show(saying('unknown'), 'unknown');
    show(saying('pending'), 'pending');
    assert.deepEqual(shown, ['found']);
    clock.advance(MOMENT);
    assert.deepEqual(shown, ['found', 'pending']);
  });
});
