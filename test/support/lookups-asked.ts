import type { SimulatorServer } from '../../src/simulator/server';
import type { HttpRequest } from '../../src/lookup/http';

/**
 * The lookups that a stand-in was asked for, oldest first. An account on the plan of a public key
 * asks in the background what its key may do: that is no lookup.
 */
export function lookupsAsked({ requests }: SimulatorServer): HttpRequest[] {
  return requests.filter(({ path }) => !path.startsWith('/api/v3/users/'));
}
