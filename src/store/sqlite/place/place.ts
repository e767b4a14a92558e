import { closeSync, mkdirSync, openSync, statfsSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { StoreError } from '../../errors';
import { isOnAnsweringDrive } from './answering-drive';

/** The file does not answer: whether there is something in it nobody knows. */
export class UnreachableError extends StoreError {}

/**
 * Makes folder and file where they are missing, for the owner alone, and refuses what cannot be a
 * file that is kept: nothing is opened that could wait for ever.
 * @throws StoreError, or what the system says where the file may not be written.
 */
export function preparePlace(file: string): void {
  if (!isOnAnsweringDrive(file)) {
    throw new UnreachableError(
      `The store ${file} cannot be used: its drive does not answer; is it one of a network?`,
    );
  }
  refuseWhatIsNoFile(file);
  makeFolder(path.dirname(file));
  closeSync(openSync(file, 'a', 0o600));
}

/**
 * Whether there is a file that may be a store, or a folder, which says of itself why it cannot.
 * @throws StoreError for what is neither.
 */
function refuseWhatIsNoFile(file: string): void {
  const stats = statOf(file);
  const folder = existingFolder(path.dirname(file));
  if (KERNEL_FILE_SYSTEMS.has(statfsSync(folder).type)) {
    throw new StoreError(
      `The store ${file} cannot be used: ${folder} belongs to the system, which keeps no files there.`,
    );
  }
  if (stats && !stats.isFile() && !stats.isDirectory()) {
    throw new StoreError(`The store ${file} cannot be used: it is no file, but ${kindOf(stats)}.`);
  }
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/**
 * File systems that show what the kernel knows, by their number (man 2 statfs, linux/magic.h): what
 * is written there is a setting, and what is made there is refused in ways that end in no answer.
 */
const KERNEL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x9f_a0, // proc
  0x62_65_65_72, // sysfs
  0x27_e0_eb, // cgroup
  0x63_67_72_70, // cgroup2
  0x64_62_67_20, // debugfs
  0x74_72_61_63, // tracefs
  0x73_63_66_73, // securityfs
  0x62_65_65_70, // configfs
  0xca_fe_4a_11, // bpf
  0x1c_d1, // devpts
  0xde_5e_81_e4, // efivarfs
  0x42_49_4e_4d, // binfmt_misc
]);

function existingFolder(folder: string): string {
  const parent = path.dirname(folder);
  return parent === folder || statOf(folder) ? folder : existingFolder(parent);
}

/** Makes a folder with all above it, not by Node's own `recursive`, which goes round for ever where the system refuses a folder. */
export function makeFolder(folder: string): void {
  if (statOf(folder)?.isDirectory() || path.dirname(folder) === folder) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have been first.
    if (!statOf(folder)?.isDirectory()) throw error;
  }
}

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}
