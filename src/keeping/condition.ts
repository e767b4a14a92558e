/** Something that others wait for. */
export interface Condition {
  /** Resolves as soon as `isSo` is, which is asked whenever something has changed. */
  until(isSo: () => boolean): Promise<void>;
  /** Something has changed. */
  changed(): void;
}

export function createCondition(): Condition {
  const waiting = new Set<() => void>();
  return {
    until: (isSo) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isSo()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    changed() {
      if (waiting.size === 0) return;
      for (const look of waiting) look();
    },
  };
}
