import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/clock';
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server';
import { allowanceOf, KEY } from './lookup-flow';
import { startNodeRed, type NodeRedOptions, type NodeRedProcess } from './node-red-process';
import { settingsFor } from './lean-settings';
import { projectName } from './pair';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';
import { readTrace, writeWatch, type KillPoint, type Trace } from './writes';

const settings = settingsFor('20-inject.js', '21-debug.js', '17-split.js');

/** What a Node-RED did from its start to its end. */
interface Life {
  readonly log: string;
  readonly trace: Trace;
}

/** A user directory in which one Node-RED after the other lives, and the VirusTotal of them all. */
export interface House {
  readonly userDir: string;
  readonly simulator: SimulatorServer;
  /** The lives so far. */
  readonly lives: readonly Life[];
  /** Lets the account ask so often, as `lookupFlow` has it, from the next life on. */
  allow(quota: number): void;
  /**
   * Runs a Node-RED, has `act` use it, and waits until it has ended: by the kill, or because it was
   * asked to when `act` was done.
   */
  live(act: (nodeRed: NodeRedProcess) => Promise<void>, killPoint?: KillPoint): Promise<Life>;
  close(): Promise<void>;
}

/**
 * Makes a house. VirusTotal answers `perMinute` requests a minute and refuses the others. With a
 * `template` it goes on from there, asking another VirusTotal.
 */
export async function openHouse(perMinute: number, template?: House): Promise<House> {
  const userDir = makeTemporaryFolder();
  const lives: Life[] = [...(template?.lives ?? [])];
  const simulator = await startSimulatorServer({
    clock: systemClock,
    keys: [KEY],
    quota: { perMinute, perDay: 0, perMonth: 0 },
  });
  if (template) {
    cpSync(template.userDir, userDir, { recursive: true, verbatimSymlinks: true });
    changeAccount(userDir, { baseUrl: simulator.url });
  }

  return {
    userDir,
    simulator,
    lives,
    allow: (quota) => changeAccount(userDir, allowanceOf(quota)),
    async live(act, killPoint) {
      const traceFile = path.join(userDir, `writes-${lives.length}`);
      const env = writeWatch(traceFile, killPoint);
      const { log, failure } = await live({ userDir, modules: [projectName], settings, env }, act);
      const trace = readTrace(traceFile);
      if (failure !== undefined && !trace.killed) throw failure;
      const life = { log, trace };
      lives.push(life);
      return life;
    },
    async close() {
      await simulator.close();
      removeTemporaryFolder(userDir);
    },
  };
}

async function live(
  options: NodeRedOptions,
  act: (nodeRed: NodeRedProcess) => Promise<void>,
): Promise<{ log: string; failure?: unknown }> {
  let nodeRed: NodeRedProcess;
  try {
    nodeRed = await startNodeRed(options);
  } catch (error) {
    // Killed before it was ready: the log is in the error.
    return { log: String(error), failure: error };
  }
  const failure = await act(nodeRed).then(
    () => undefined,
    (error: unknown) => error,
  );
  await nodeRed.stop();
  return { log: nodeRed.log(), failure };
}

function changeAccount(userDir: string, changes: object): void {
  const file = path.join(userDir, 'flows.json');
  const flows: { type: string }[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const node of flows) if (node.type === 'virustotal-account') Object.assign(node, changes);
  writeFileSync(file, JSON.stringify(flows));
}
