/**
 * How far a request is: it stands in line, is being asked, or rests after a failure in passing; `elsewhere`:
 * another process makes it, or it waits for the store.
 */
export type Stage = 'in-line' | 'asked' | 'resting' | 'elsewhere';

/** How far the requests of an account are. */
export interface Stages {
  /** A request about `about` stands in line. */
  begin(about: string | undefined): RequestStage;
  /** That of the request about this key; `undefined` where none is on its way. */
  of(about: string): Stage | undefined;
}

/** Tells how far one request is. */
interface RequestStage {
  is(stage: Stage): void;
  end(): void;
}

const UNKNOWN: RequestStage = { is: () => undefined, end: () => undefined };

/** Makes the stages of an account that asks nothing yet. */
export function createStages(): Stages {
  const stages = new Map<string, { stage: Stage }>();
  return {
    begin(about) {
      if (about === undefined) return UNKNOWN;
      const its: { stage: Stage } = { stage: 'in-line' };
      stages.set(about, its);
      return {
        is: (stage) => void (its.stage = stage),
        end() {
          if (stages.get(about) === its) stages.delete(about);
        },
      };
    },
    of: (about) => stages.get(about)?.stage,
  };
}
