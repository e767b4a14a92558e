import * as pg from 'pg';
import type { Pg } from '../../src/store/postgres/connection/session';

/** The module `pg`, and how often something was asked through it. */
export interface CountedPg {
  readonly pg: Pg;
  /** Queries since it was called last, of all connections that are not for hearing alone. */
  readonly count: () => number;
}

/** Counts what is asked of a server: each query is a round trip. */
export function countQueries(): CountedPg {
  let asked = 0;
  class CountedClient extends pg.Client {
    constructor(...given: ConstructorParameters<typeof pg.Client>) {
      super(...given);
      const query = this.query.bind(this);
      const counted = (text: string): Promise<pg.QueryResult> => {
        asked += 1;
        return query(text);
      };
      Object.assign(this, { query: counted });
    }
  }
  return {
    pg: { ...pg, Client: CountedClient },
    count() {
      const before = asked;
      asked = 0;
      return before;
    },
  };
}
