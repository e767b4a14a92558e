/**
 * Loaded into a Node-RED by `--require`: for the nodes of this package, and for nothing else in it,
 * time goes by `VT_SPEED` times as fast. See `quickTime`.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Clock } from '../../src/clock';
import { projectRoot } from './pair';

const speed = Number(process.env['VT_SPEED']);

/** The one that the nodes have: these tests are compiled beside another. */
const built = path.join(projectRoot, 'dist', 'src', 'clock.js');
const { systemClock }: { systemClock: Clock } = createRequire(__filename)(built);

const real = { ...systemClock };
const start = { now: real.now(), elapsed: real.elapsed() };

const quick: Clock = {
  now: () => start.now + (real.elapsed() - start.elapsed) * speed,
  elapsed: () => start.elapsed + (real.elapsed() - start.elapsed) * speed,
  after: (milliseconds, callback) => real.after(milliseconds / speed, callback),
};
Object.assign(systemClock, quick);
