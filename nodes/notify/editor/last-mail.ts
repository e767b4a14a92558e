import type { LastMail } from '../answers';

/** Asks for the last message of the node as it is deployed. */
export function askForLast(
  node: EditedNode,
  ends: { done: (last: LastMail) => void; failed: (response: JQuery.jqXHR) => void },
): void {
  $.getJSON(`virustotal/notify/${encodeURIComponent(node.id)}/last`)
    .done(ends.done)
    .fail(ends.failed);
}

/** What every mail about a verdict may want, where no message has come yet. */
const USUAL = [
  'verdict.level',
  'verdict.levelInWords',
  'verdict.count',
  'verdict.positives',
  'verdict.total',
  'verdict.percent',
  'verdict.reasons',
  'verdict.label',
  'verdict.link',
  'verdict.indicator.value',
  'verdict.indicator.type',
  'verdict.analysedAt',
  'alert.detection',
  'alert.severity',
  'alert.raisedAt',
  'alert.suppressed',
  'alert.quietUntil',
  'count',
];

const MOST_PATHS = 300;
const DEEPEST = 4;

/** The paths by which templates reach what a message holds, after the usual ones. */
export function pathsOf(message: object): string[] {
  const paths = new Set(USUAL);
  collect(message, '', 0);
  return [...paths];

  function collect(value: object, above: string, depth: number): void {
    for (const [name, inner] of Object.entries(value)) {
      if (paths.size >= MOST_PATHS) return;
      // A mark ends at the first brace, and a name with spaces in it is none.
      if (name.startsWith('_') || /[\s{}]/.test(name)) continue;
      const path = above === '' ? name : `${above}.${name}`;
      const isOpen = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      if (isOpen && depth < DEEPEST) collect(inner, path, depth + 1);
      else paths.add(path);
    }
  }
}
