import { runChild } from './child';
import { median, show, type Finding, type Row } from './figure';

/** What is to be measured of a store on PostgreSQL. */
export interface PostgresWork {
  readonly rounds: number;
  /** How long each of both is measured in a round, in seconds. */
  readonly seconds: number;
  /** Reservations that wait at the same time. */
  readonly atOnce: number;
}

export interface PostgresCosts {
  /** Reservations a second in each round. */
  readonly rounds: readonly { readonly store: number; readonly bare: number }[];
  /** How often the server was asked for one. */
  readonly trips: Readonly<Record<'reserve' | 'got' | 'suppressed', number>>;
}

const WORK: PostgresWork = { rounds: 5, seconds: 3, atOnce: 10 };

/** What reservations and claims cost in a store on PostgreSQL. */
export async function postgres(): Promise<Finding> {
  const costs: PostgresCosts = await runChild(require.resolve('./postgres-process'), WORK);
  const [store, bare] = (['store', 'bare'] as const).map((which) =>
    median(costs.rounds.map((round) => round[which])),
  );
  const share = (store ?? 0) / (bare ?? Number.NaN);
  const { reserve, got, suppressed } = costs.trips;
  return {
    rows: [
      {
        figure: `reservations a second on PostgreSQL, ${WORK.atOnce} at a time, against the bare function by pg`,
        target: '≥ 0.8 ×',
        measured: `${show(share)} × (${show(store ?? 0)} against ${show(bare ?? 0)})`,
        met: share >= 0.8,
      },
      row('a reservation', reserve, 1),
      row('a claim that is got', got, 2),
      row('a suppressed claim', suppressed, 1),
    ],
    raw: costs,
  };
}

function row(what: string, measured: number, most: number): Row {
  return {
    figure: `round trips to PostgreSQL for ${what}`,
    target: `≤ ${most}`,
    measured: show(measured),
    met: measured <= most,
  };
}
