import { announce } from '../../../editor/shared/announce';
import { input } from '../../../editor/shared/dialog';
import {
  askNames,
  BUILT_IN,
  doubtAbout,
  eachOnce,
  fillOptions,
  tellDoubt,
  type Doubt,
} from '../../../editor/shared/engines';
import { itemsOf } from '../../../src/text/items';

const OPTIONS = '#virustotal-verdict-engines';

/** The lists of engines of the open dialog. */
interface EngineLists {
  /** Takes over what was typed and not chosen yet. */
  readonly finish: () => void;
}

/**
 * Lets engines be chosen for some properties: each is a list with a field that offers all names that
 * are known. A name that nobody knows is taken, and doubted.
 */
export function prepareEngines(node: Translating, properties: readonly string[]): EngineLists {
  let known = BUILT_IN.engines;
  const lists = properties.map((property) => prepareList(node, property, () => known));
  fillOptions($(OPTIONS), known);
  askNames(({ engines }) => {
    known = engines;
    fillOptions($(OPTIONS), known);
    for (const list of lists) list.doubt();
  });
  return { finish: () => lists.forEach((list) => list.finish()) };
}

interface EngineList {
  readonly finish: () => void;
  /** Says anew which names nobody knows. */
  readonly doubt: () => void;
}

function prepareList(
  node: Translating,
  property: string,
  known: () => readonly string[],
): EngineList {
  const field = input(property);
  const chosen = $(`#virustotal-verdict-${property}-chosen`);
  const doubts = $(`#virustotal-verdict-${property}-doubts`);
  const entry = $(`#virustotal-verdict-${property}-entry`);
  let names = itemsOf(String(field.val() ?? ''));

  function draw(): void {
    chosen
      .empty()
      .append(names.map(rowOf))
      .toggle(names.length > 0);
    doubt();
  }

  function doubt(): void {
    const all = names.flatMap((name) => doubtAbout(name, known()) ?? []);
    doubts.empty().append(all.map(doubtRow));
    RED.tray.resize();
  }

  function rowOf(name: string): JQuery {
    const remove = $('<button type="button" class="virustotal-verdict-remove">×</button>')
      .attr('aria-label', node._('engine.remove', { name }))
      .on('click', () => removeFrom(name));
    return $('<li></li>').append($('<span></span>').text(name), remove);
  }

  function doubtRow(each: Doubt): JQuery {
    const row = $('<div></div>').append($('<span></span>').text(tellDoubt(node, each)));
    const { name, nearest } = each;
    if (nearest === undefined) return row;
    const use = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
      .text(node._('engine.use', { name: nearest }))
      .on('click', () => replace(name, nearest));
    return row.append(' ', use);
  }

  function change(now: readonly string[]): void {
    names = eachOnce(now);
    field.val(names.join('\n')).trigger('change');
    draw();
  }

  function add(more: readonly string[]): void {
    if (more.length === 0) return;
    change([...names, ...more]);
    announce(node._('engine.added', { name: more.join(', ') }));
  }

  function removeFrom(name: string): void {
    const place = names.indexOf(name);
    change(names.filter((each) => each !== name));
    const next = chosen.find('button').eq(Math.min(place, names.length - 1));
    (next.length > 0 ? next : entry).trigger('focus');
    announce(node._('engine.removed', { name }));
  }

  function replace(name: string, by: string): void {
    change(names.map((each) => (each === name ? by : each)));
    entry.trigger('focus');
    announce(node._('engine.added', { name: by }));
  }

  function finish(): void {
    const typed = itemsOf(String(entry.val()));
    entry.val('');
    add(typed);
  }

  /** A name that was picked is complete, and so is one with a comma behind it. */
  function takeWhatIsComplete(event: JQuery.TriggeredEvent): void {
    const typed = String(entry.val());
    const how: unknown = event.originalEvent instanceof InputEvent && event.originalEvent.inputType;
    const isPicked = how !== 'insertText' && known().includes(typed);
    if (isPicked || typed.includes(',')) finish();
  }

  entry.on('input', takeWhatIsComplete);
  entry.on('change', finish);
  entry.on('keydown', (event) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    finish();
  });
  draw();
  return { finish, doubt };
}
