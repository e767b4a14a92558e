import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventEmitter } from 'node:events';
import { registryOf } from '../../../nodes/shared/registry';
import { identify } from '../../../src/indicator/identify';
import { createKeeping, type Keeping } from '../../../src/keeping/keeping';
import { createLookingProcesses, type LookingProcess } from '../../support/lookups-of-processes';
import { allowNoUnhandledRejection } from '../../support/unhandled-rejections';
import { foundV3 } from '../../support/virustotal-replies';

const domain = identify('www.example.com', 'domain');

/** The keeping of a lookup node. */
function keepingOf({ store, clock }: LookingProcess): Keeping {
  return createKeeping({
    store,
    queue: 'lookup node',
    node: 'node',
    registry: registryOf({ events: new EventEmitter() }),
    clock,
    nextTurn: setImmediate,
    branches: () => false,
    followers: { run: () => false, endIt: () => false },
    tell: (error) => assert.fail(String(error)),
    tooHeavy: () => assert.fail(),
  });
}

/** A message from when it comes until its end is written down, as a lookup node has it. */
async function lookUp({ lookups }: LookingProcess, keeping: Keeping): Promise<void> {
  const msg = { _msgid: 'a' };
  const entry = { msg, value: domain.value, origin: { node: 'node', at: 1 }, has: [] };
  const known = lookups.peek(domain);
  const custody = known ? keeping.hold(entry) : await keeping.accept(entry, 0);
  if (!known) await lookups.lookup(domain, false);
  keeping.send(custody, msg, () => {});
}

describe('the round trips of a lookup in a store that others share', () => {
  allowNoUnhandledRejection();

  it('are six where the service is asked, and none where memory knows', async () => {
    const { open, pass, clock } = createLookingProcesses(() => foundV3(domain));
    const process = open({ allowance: { perMinute: 4 } });
    const keeping = keepingOf(process);
    await keeping.resume(() => assert.fail());
    await pass(0);
    const before = process.roundTrips();
    await lookUp(process, keeping);
    // So long that nobody takes the message over, and that no sign of life is given.
    clock.advance(200);
    for (let turn = 0; turn < 40; turn += 1) await nextTurn();
    await keeping.settled();
    assert.equal(process.roundTrips() - before, 6);

    const cached = process.roundTrips();
    await lookUp(process, keeping);
    clock.advance(200);
    for (let turn = 0; turn < 40; turn += 1) await nextTurn();
    await keeping.settled();
    assert.equal(process.roundTrips() - cached, 0);
    await process.stop();
  });
});
