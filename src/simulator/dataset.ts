import { factsKey, type Facts } from './facts';
import { fileSeeds } from './file-seeds';
import { addressSeeds, domainSeeds, urlSeeds } from './network-seeds';

/** Everything the stand-in knows from the start. What is not here is unknown to it. */
export const dataset: readonly Facts[] = [
  ...fileSeeds,
  ...urlSeeds,
  ...domainSeeds,
  ...addressSeeds,
];

const byKey: ReadonlyMap<string, Facts> = new Map(
  dataset.flatMap((facts) => keysOf(facts).map((key): [string, Facts] => [key, facts])),
);

/**
 * The facts about an indicator, `undefined` when it is unknown.
 * `id` is any of a file's hashes, a URL's SHA-256, a domain or an address, in canonical form.
 */
export function findFacts(type: Facts['type'], id: string): Facts | undefined {
  return byKey.get(factsKey({ type, id }));
}

function keysOf(facts: Facts): string[] {
  if (facts.type !== 'file') return [factsKey(facts)];
  return [facts.md5, facts.sha1, facts.sha256].map((id) => factsKey({ type: 'file', id }));
}
