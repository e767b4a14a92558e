/** A lookup that is under way, which others may join. */
export interface Flight<Result> {
  readonly landed: Promise<Result>;
  /** Puts it ahead of what is not urgent. */
  readonly hurry: () => void;
}

/** What is under way, each by a key: one flight for all who wish for the same at the same time. */
export interface Flights<Result> {
  find(key: string): Flight<Result> | undefined;
  /** Enters a flight, until it has landed. */
  takeOff(key: string, flight: Flight<Result>): Flight<Result>;
}

/** Makes flights, of which none is under way. */
export function createFlights<Result>(): Flights<Result> {
  const flights = new Map<string, Flight<Result>>();
  return {
    find: (key) => flights.get(key),
    takeOff(key, { landed, hurry }) {
      const flight = { landed: landed.finally(() => flights.delete(key)), hurry };
      flights.set(key, flight);
      return flight;
    },
  };
}
