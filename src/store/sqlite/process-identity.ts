import { readFileSync, readlinkSync } from 'node:fs';

/** One run of a process; the number alone is used again after it has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever measure the platform has. */
  readonly started: string;
  /** Where the number means something; empty where there is one such place, or nobody knows. */
  readonly space: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    started: startOf(process.pid) ?? ownStart(),
    space: ownSpace(),
  };
}

/** Whether it cannot be told from here whether a process still runs: it is in another container. */
export function isElsewhere({ space }: ProcessIdentity): boolean {
  return space !== '' && space !== ownSpace();
}

/** On Linux the namespace of its number (man 7 pid_namespaces). */
function ownSpace(): string {
  try {
    return process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : '';
  } catch {
    return '';
  }
}

/** Whether that process still runs; where the platform does not tell, one of its number does. */
export function isRunning({ pid, started }: Omit<ProcessIdentity, 'space'>): boolean {
  if (pid === process.pid) return started === thisProcess().started;
  if (process.platform === 'linux') return startOf(pid) === started;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function ownStart(): string {
  return String(Math.round(performance.timeOrigin));
}

/**
 * On Linux the clock ticks between boot and start, field 22 of /proc/<pid>/stat (man 5
 * proc_pid_stat). Nothing for a process that has ended, even if nobody has taken notice yet.
 */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readStat(pid);
  // The second field is a name in brackets, which may hold anything.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
}
