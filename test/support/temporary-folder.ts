import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Folders that are still there; removed at the latest when this process ends. */
const folders = new Set<string>();
process.on('exit', () => folders.forEach((folder) => removeTemporaryFolder(folder)));

/** Makes a fresh folder that does not outlive this process. */
export function makeTemporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'node-red-virustotal-'));
  folders.add(folder);
  return folder;
}

export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.delete(folder);
}
