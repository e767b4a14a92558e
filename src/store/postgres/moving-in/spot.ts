import type { Rows, Session } from '../connection/session';

/** A schema into which something is taken over, seen from the clock of where that comes from. */
export interface Spot {
  /** The name of the schema as it is written in SQL. */
  readonly schema: string;
  /** By how much the schema's clock is ahead of the other one, in milliseconds. */
  readonly shift: number;
  /** By how much UTC is ahead of the schema's clock. */
  readonly ahead: number;
  /** The time of the schema's clock when it began. */
  readonly now: number;
  readonly run: (text: string) => Promise<void>;
  /** The rows of the last statement. */
  readonly ask: (text: string) => Promise<Rows>;
}

/** `elapsed` is where the other clock stands; `patience` how long a statement may take, in milliseconds. */
export async function createSpot(
  session: Session,
  schema: string,
  elapsed: number,
  patience: number,
): Promise<Spot> {
  const ask = async (text: string): Promise<Rows> =>
    (await session.run(text, patience + GRACE)).at(-1) ?? [];
  const [row] = await ask(`SELECT elapsed, now FROM ${schema}.read_clock()`);
  const { elapsed: now, now: utc } = Object(row);
  return {
    schema,
    shift: Number(now) - elapsed,
    ahead: Number(utc) - Number(now),
    now: Number(now),
    ask,
    async run(text) {
      await ask(text);
    },
  };
}

/** The server ends a statement before we end the connection. */
const GRACE = 5000;
