/** Has those wait who decide about the same, for as long as the answer may change. */
export interface OneAtATime {
  /** What decides about `name`, and never rejects; `undefined` where nobody does. */
  underWay(name: string): Promise<unknown> | undefined;
  /** Nobody else is let in until `work` has ended. */
  during<Result>(name: string, work: Promise<Result>): Promise<Result>;
}

export function createOneAtATime(): OneAtATime {
  const all = new Map<string, Promise<unknown>>();
  return {
    underWay: (name) => all.get(name),
    during(name, work) {
      const end = (): void => void all.delete(name);
      all.set(name, work.then(end, end));
      return work;
    },
  };
}
