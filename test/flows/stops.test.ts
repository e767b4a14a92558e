import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { needsSqlite } from '../support/needs-sqlite';
import type { DeployType } from '../support/node-red-process';
import { createSeededRandom } from '../support/seeded-random';
import { mailsByNumber, startStream, type Stream } from '../support/stream';
import { CHANGEABLE, type StreamOptions } from '../support/stream-flow';
import { isLong } from '../support/test-length';

const SEED = Number(process.env['VT_TEST_SEED'] ?? 10);

/** How often each way is tried (`npm run test:stops` takes its time), and how many mails there are between two, at most. */
const ROUNDS = isLong ? 20 : 2;
const KILLS = isLong ? 15 : 2;
const BETWEEN = isLong ? 100 : 40;

/** Mails about different hashes, in all rounds together. */
const AT_LEAST = isLong ? 1000 : 10;

/** Different hashes of a stream whose answers are soon known. */
const KNOWN = 16;

const STREAMS: readonly (StreamOptions & { readonly name: string })[] = [
  { name: 'malicious hashes, with a raise', way: 'alerts', hashes: 0 },
  { name: 'malicious hashes, without a raise', way: 'verdicts', hashes: 0 },
  { name: 'malicious hashes that are known, with a raise', way: 'alerts', hashes: KNOWN },
  { name: 'malicious hashes that are known, without a raise', way: 'verdicts', hashes: KNOWN },
  { name: 'what is no hash, and is mailed as a failure', way: 'failures', hashes: 0 },
  { name: 'messages that are mailed at once', way: 'mails', hashes: 0 },
];

const DEPLOYS: readonly DeployType[] = ['full', 'flows', 'nodes'];

for (const { name, ...options } of STREAMS) {
  /** Has `interrupt` done to the stream in so many rounds, each at a random moment. */
  async function run(
    rounds: number,
    interrupt: (stream: Stream, random: () => number, round: number) => Promise<void>,
    check: (mails: Map<number, string[]>, last: number) => void,
  ): Promise<void> {
    const random = createSeededRandom(SEED);
    const stream = await startStream(options);
    try {
      for (let round = 0; round < rounds; round += 1) {
        await stream.waitForMore(1 + Math.floor(random() * BETWEEN));
        await interrupt(stream, random, round);
      }
      await stream.waitForMore(1);
      await stream.server.waitForTaken(AT_LEAST);
      const last = await stream.finish();
      assert.deepEqual(stream.failures(), []);
      if (isLong) console.log(`      ${last} hashes, seed ${SEED}`);
      check(mailsByNumber(stream.server), last);
    } finally {
      await stream.close();
    }
  }

  describe(`a stream of ${name}`, function () {
    this.timeout(isLong ? 600_000 : 60_000);

    for (const type of DEPLOYS) {
      it(`has one mail about each, whenever ${type} is deployed`, async () => {
        await run(
          ROUNDS,
          (stream, random) =>
            stream.deploy(type, CHANGEABLE[Math.floor(random() * CHANGEABLE.length)] ?? ''),
          checkOneEach,
        );
      });
    }

    describe('in a Node-RED that ends', () => {
      needsSqlite();

      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        it(`has one mail about each, whenever ${signal} comes`, async () => {
          await run(ROUNDS, (stream) => stream.restart(signal), checkOneEach);
        });
      }

      it('has no mail with a second Message-ID when it is killed, and one about each that is kept', async () => {
        const kept = new Set<number>();
        const kill = async (stream: Stream): Promise<void> => {
          for (const number of await stream.kill()) kept.add(number);
        };
        await run(KILLS, kill, (mails) => {
          const lost = [...kept].filter((number) => !mails.has(number));
          assert.deepEqual(lost, [], 'lost');
          const several = [...mails].filter(([, ids]) => new Set(ids).size > 1);
          assert.deepEqual(several, [], 'with a second Message-ID');
        });
      });
    });
  });
}

function checkOneEach(mails: Map<number, string[]>, last: number): void {
  const numbers = Array.from({ length: last }, (_, index) => index + 1);
  assert.deepEqual(
    {
      lost: numbers.filter((number) => !mails.has(number)),
      twice: numbers.filter((number) => (mails.get(number)?.length ?? 0) > 1),
    },
    { lost: [], twice: [] },
    `of ${last}`,
  );
}
