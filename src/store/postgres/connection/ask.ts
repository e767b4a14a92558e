import type { Session } from './session';

/** For a question that takes no time, in milliseconds. */
export const PATIENCE = 5000;

/** The rows of a statement, the last one where there are several. Rejects with the error of `pg`. */
export async function ask<Row>(session: Session, text: string): Promise<readonly Row[]> {
  const rows: readonly Row[] = (await session.run(text, PATIENCE)).at(-1) ?? [];
  return rows;
}
