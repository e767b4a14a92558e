import type { Collector, CollectorOptions } from './collector';
import { openKeptCollector } from './kept/collector';

/**
 * Takes up the window that was kept under this name, or begins with an empty one. Where one process has
 * the store, it counts in memory and writes down pages: a count by the store for each event would cost it
 * many times as much.
 */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  const { sharing } = options;
  if (!sharing) return await openKeptCollector(options);
  // Loaded for whoever shares a window: for all others it would only take memory.
  const { openSharedCollector } = await import('./shared/collector.js');
  return await openSharedCollector({ ...options, sharing });
}
