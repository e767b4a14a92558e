import { systemClock } from '../../../src/clock';
import type { Runtime } from '../flow-events';
import { conditionsOf } from './conditions';
import type { Figures } from './figures';
import { sourcesOf } from './sources';

/**
 * How things stand at the moment. It costs a read of the store for each account and each outbox, and
 * does not grow with what waits.
 */
export async function gatherFigures(RED: Runtime): Promise<Figures> {
  const { accounts, lookups, mails, stores, instances, unwired } = sourcesOf(RED);
  return {
    at: systemClock.now(),
    accounts: await Promise.all([...accounts].map((tell) => tell())),
    lookups: [...lookups].map((tell) => tell()),
    mails: await Promise.all([...mails].map((tell) => tell())),
    stores: [...stores].map((tell) => tell()),
    instances: (await Promise.all([...instances].map((tell) => tell()))).flat(),
    unwired: [...unwired].flatMap((tell) => tell() ?? []),
    bad: conditionsOf(RED).bad(),
  };
}
