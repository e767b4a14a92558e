import {
  askNames,
  BUILT_IN,
  eachOnce,
  fillOptions,
  type KnownNames,
} from '../../../editor/shared/engines';
import type { Choices } from '../answers';

/** The lists from which the fields of rules offer names. */
const OPTIONS = {
  engines: 'virustotal-gate-engines',
  categories: 'virustotal-gate-categories',
  properties: 'virustotal-gate-properties',
};

/** Engines that are known; what the deployed gate has seen in its last message comes on top. */
let engines = BUILT_IN.engines;

/** Offers what is known for the rules of the open dialog, and calls `onKnown` when that is more. */
export function offerChoices(node: EditedNode, onKnown: () => void): void {
  let known: KnownNames = BUILT_IN;
  let seen: Choices = { properties: [], categories: [], engines: [] };

  function show(): void {
    engines = eachOnce([...seen.engines, ...known.engines]);
    fillOptions($(`#${OPTIONS.engines}`), engines);
    fillOptions($(`#${OPTIONS.categories}`), eachOnce([...seen.categories, ...known.categories]));
    fillOptions($(`#${OPTIONS.properties}`), seen.properties);
  }

  show();
  askNames((names) => {
    known = names;
    show();
    onKnown();
  });
  $.getJSON(`virustotal/gate/${encodeURIComponent(node.id)}/choices`).done((choices: Choices) => {
    seen = choices;
    show();
    onKnown();
  });
}

/** The engines that are known in the open dialog. */
export function knownEngines(): readonly string[] {
  return engines;
}

/** Has a field offer names for a metric, where there are any. */
export function offerFor(metric: string, op: string, field: JQuery): void {
  const options = op === 'matches' ? undefined : optionsFor(metric);
  if (options === undefined) field.removeAttr('list');
  else field.attr('list', options);
}

function optionsFor(metric: string): string | undefined {
  if (metric === 'engine') return OPTIONS.engines;
  return metric === 'category' ? OPTIONS.categories : undefined;
}

/** Has a field for the path of a property offer those of the last message. */
export function offerProperties(field: JQuery): void {
  field.attr({ list: OPTIONS.properties, autocomplete: 'off' });
}
