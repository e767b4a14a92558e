import type { Collector, CollectorOptions } from './collector';
import { openKeptCollector } from './kept/collector';
import { openSharedCollector } from './shared/collector';

/**
 * Takes up the window that was kept under this name, or begins with an empty one. Where one process has
 * the store, it counts in memory and writes down pages: a count by the store for each event would cost it
 * many times as much.
 */
export function openCollector(options: CollectorOptions): Promise<Collector> {
  const { sharing } = options;
  return sharing ? openSharedCollector({ ...options, sharing }) : openKeptCollector(options);
}
