import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** How long a drive may take to answer, in milliseconds: one that has to be woken takes seconds. */
const PATIENCE = 5000;

/** Drives that answer from elsewhere, by their names in `mountinfo` (man 5 proc_pid_mountinfo). */
const REMOTE =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|fuse(?:blk|ctl)?|fuse\..+|9p|autofs|afs|ceph|davfs|glusterfs|sshfs)$/;

/** Below these the system mounts drives of its own, which are no place for a store. */
const OF_THE_SYSTEM = /^\/(?:proc|sys|dev)(?:\/|$)/;

/**
 * Whether the drive on which `file` lies answers at all. Where no drive of this machine answers from
 * elsewhere that is known at once. Else another thread asks: whoever asks a network drive that is
 * gone may wait for ever.
 */
export function isOnAnsweringDrive(file: string, patience = PATIENCE): boolean {
  if (!hasRemoteDrives()) return true;
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(ASK, { eval: true, workerData: { file, answered } });
  worker.unref();
  worker.on('error', () => undefined);
  return Atomics.wait(answered, 0, 0, patience) !== 'timed-out';
}

/** The file itself, and where that is missing whatever folder is there. */
const ASK = `
  const { workerData: { file, answered } } = require('node:worker_threads');
  const { statSync } = require('node:fs');
  const { dirname } = require('node:path');
  try {
    let place = file;
    while (!statSync(place, { throwIfNoEntry: false }) && dirname(place) !== place) place = dirname(place);
  } catch {}
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
`;

function hasRemoteDrives(): boolean {
  if (process.platform !== 'linux') return true;
  return mounts().some(({ point, type }) => REMOTE.test(type) && !OF_THE_SYSTEM.test(point));
}

function mounts(): { readonly point: string; readonly type: string }[] {
  return readMounts()
    .split('\n')
    .map((line) => {
      const [fields = '', kind = ''] = line.split(' - ');
      return { point: fields.split(' ')[4] ?? '', type: kind.split(' ')[0] ?? '' };
    });
}

function readMounts(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}
