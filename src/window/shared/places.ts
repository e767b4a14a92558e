import { compact } from '../../text/compact';

/** Which indicators have a place in a window, as far as this process has counted them. */
export interface Places {
  has(key: string): boolean;
  note(key: string): void;
  clear(): void;
}

/** Of a window that is `length` ms long by `elapsed` and holds at most `most` indicators. */
export function createPlaces(elapsed: () => number, length: number, most: number): Places {
  /** When each was counted here last, the oldest first. */
  const counted = new Map<string, number>();
  const isOver = (at: number): boolean => at + length <= elapsed();

  return {
    has(key) {
      const at = counted.get(key);
      return at !== undefined && !isOver(at);
    },
    note(key) {
      const isKnown = counted.delete(key);
      counted.set(isKnown ? key : compact(key), elapsed());
      for (const [oldest, at] of counted) {
        if (counted.size <= most && !isOver(at)) return;
        counted.delete(oldest);
      }
    },
    clear: () => counted.clear(),
  };
}
