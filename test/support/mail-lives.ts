import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { settingsFor } from './lean-settings';
import { startNodeRed, type NodeRedProcess } from './node-red-process';
import { projectName } from './pair';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder';
import { readTrace, writeWatch, type KillPoint, type Trace } from './writes';

const settings = settingsFor('20-inject.js', '21-debug.js', '17-split.js', '24-complete.js');

/** A user directory in which one Node-RED after the other lives. */
export interface MailHouse {
  readonly userDir: string;
  /**
   * Runs a Node-RED, has `act` use it, and waits until it has ended: by the kill, or because it was
   * asked to when `act` was done.
   */
  live(act: (nodeRed: NodeRedProcess) => Promise<void>, killPoint?: KillPoint): Promise<Trace>;
  close(): void;
}

/** Makes a house, with a `template` as that was, but for the port of its mail server. */
export function openMailHouse(template?: MailHouse, port?: number): MailHouse {
  const userDir = makeTemporaryFolder();
  let lives = 0;
  if (template) {
    cpSync(template.userDir, userDir, { recursive: true, verbatimSymlinks: true });
    const file = path.join(userDir, 'flows.json');
    const flows: { type: string }[] = JSON.parse(readFileSync(file, 'utf8'));
    for (const node of flows) if (node.type === 'virustotal-mailer') Object.assign(node, { port });
    writeFileSync(file, JSON.stringify(flows));
  }
  return {
    userDir,
    async live(act, killPoint) {
      const traceFile = path.join(userDir, `trace-${(lives += 1)}`);
      const env = writeWatch(traceFile, killPoint);
      const nodeRed = await startNodeRed({ userDir, modules: [projectName], settings, env }).catch(
        (error: unknown) => {
          // Killed before it was ready.
          if (!readTrace(traceFile).killed) throw error;
        },
      );
      if (!nodeRed) return readTrace(traceFile);
      const failure = await act(nodeRed).then(
        () => undefined,
        (error: unknown) => error,
      );
      await nodeRed.stop();
      const trace = readTrace(traceFile);
      if (failure !== undefined && !trace.killed) throw failure;
      return trace;
    },
    close: () => removeTemporaryFolder(userDir),
  };
}
