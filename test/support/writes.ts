import { existsSync, readFileSync } from 'node:fs';

/** The kind of write that most others have beside them: how late it is. */
export const TIME = 'time_mark INSERT';

/** Where a Node-RED is killed: at which write of its kind (from 1), before or after it is committed. */
export interface KillPoint {
  readonly kind: string;
  readonly number: number;
  readonly when: 'before' | 'after';
}

/** What was written: `kind` is a table and what was done to it, `id` the row's, if it has any. */
export interface Write {
  readonly kind: string;
  readonly id?: number;
}

/** What a Node-RED wrote in one life. */
export interface Trace {
  /** All that was committed, in order. */
  readonly writes: readonly Write[];
  readonly killed: boolean;
}

/** What is only ever written beside something else. */
const BESIDE = ['payload INSERT', 'work DELETE', 'quota INSERT', 'attempt DELETE'];

/** `work taken`, `attempt INSERT`: what a statement writes, nothing for one that only reads. */
export function kindOfWrite(sql: string): string | undefined {
  const [, verb, table] =
    /^\s*(CREATE|INSERT|UPDATE|DELETE)(?: TABLE| INTO| OR REPLACE INTO| FROM)? (\w+)/.exec(sql) ??
    [];
  if (verb === undefined || table === undefined) return undefined;
  if (verb === 'CREATE') return 'schema CREATE';
  const [, state] = /SET state = '(\w+)'/.exec(sql) ?? [];
  const kind = `${table} ${state ?? verb}`;
  return BESIDE.includes(kind) ? undefined : kind;
}

/**
 * The environment of a Node-RED whose writes go into the file `trace`, and which is killed at
 * `killPoint`, if there is one.
 */
export function writeWatch(trace: string, killPoint?: KillPoint): Record<string, string> {
  return {
    NODE_OPTIONS: `--require ${JSON.stringify(require.resolve('./kill-at-write'))}`,
    VT_WRITES: trace,
    ...(killPoint && { VT_KILL_AT: JSON.stringify(killPoint) }),
  };
}

export function readTrace(file: string): Trace {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  const lines: Line[] = text === '' ? [] : text.split('\n').map(parseLine);
  return {
    writes: lines.flatMap(({ writes = [] }) => writes),
    killed: lines.some(({ killed }) => killed === true),
  };
}

/** A transaction, or the kill. */
interface Line {
  readonly writes?: readonly Write[];
  readonly killed?: boolean;
}

function parseLine(line: string): Line {
  return JSON.parse(line);
}
