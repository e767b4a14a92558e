import { createContext, runInContext } from 'node:vm';
import { readEditorPage, type NodeType } from './editor-page';

/** A property as `registerType` declares it. */
interface DefaultProperty {
  readonly value: unknown;
  readonly type?: string;
  readonly required?: boolean;
  readonly validate?: (this: object, value: unknown, options: object) => unknown;
}

/** What a node registers in the editor; only what the tests look at. */
interface Definition {
  readonly category: string;
  readonly color?: string;
  readonly defaults: Readonly<Record<string, DefaultProperty>>;
  readonly credentials?: Readonly<Record<string, Omit<DefaultProperty, 'value'>>>;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly icon: string;
  readonly paletteLabel: (this: object) => string;
  readonly label: (this: object) => string;
  readonly inputLabels?: (this: object, index: number) => string;
  readonly outputLabels?: (this: object, index: number) => string;
}

export interface Sandbox {
  readonly type: string;
  readonly definition: Definition;
  /** A node as the editor holds it: its defaults, then `properties`. */
  node(properties?: object): object;
  /**
   * What the property's validator says: `true` or the reason shown to the user.
   * `properties` are the node's other saved values, `dialog` the values typed in an open dialog.
   */
  validate(
    property: string,
    value: unknown,
    surroundings?: { properties?: object; dialog?: Readonly<Record<string, string>> },
  ): unknown;
}

/** Runs a node's script as the editor would, with as much of the editor as it needs. */
export function loadEditorScript(
  nodeType: NodeType,
  configNodes: Readonly<Record<string, object>> = {},
): Sandbox {
  const { script, shared, texts } = readEditorPage(nodeType);
  const registered: { type: string; definition: Definition }[] = [];
  let dialogFields: Readonly<Record<string, string>> = {};

  const RED = {
    nodes: {
      registerType: (type: string, definition: Definition) => registered.push({ type, definition }),
      node: (id: string) => configNodes[id] ?? null,
    },
    validators: { typedInput: () => (value: unknown) => isPath(value) },
    utils: { validateTypedProperty: isPath },
    // Nothing opens a dialog.
    events: { on: () => {} },
  };
  const field = (selector: string): object => {
    const value = dialogFields[selector.replace(/^#node-(config-)?input-/, '')];
    return { length: value === undefined ? 0 : 1, val: () => value };
  };
  runInContext(`${shared}\n${script}`, createContext({ RED, $: field, URL }));
  const [only, ...more] = registered;
  if (only === undefined || more.length > 0) throw new Error(`${nodeType} registers not one type`);

  const translate = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    (texts.get(key) ?? key).replaceAll(/__(\w+)__/g, (_mark, name: string) => String(values[name]));
  const defaults = Object.entries(only.definition.defaults).map(([name, { value }]) => [
    name,
    value,
  ]);
  const node = (properties: object = {}): object => ({
    ...Object.fromEntries(defaults),
    ...properties,
    _: translate,
  });

  return {
    ...only,
    node,
    validate(property, value, { properties, dialog = {} } = {}) {
      const { defaults: all, credentials } = only.definition;
      const validator = (all[property] ?? credentials?.[property])?.validate;
      if (validator === undefined) throw new Error(`${property} has no validator`);
      dialogFields = dialog;
      const answer = validator.call(node(properties), value, {});
      dialogFields = {};
      return answer;
    },
  };
}

/** The properties of a new node, as they are saved. */
export function newProperties(type: NodeType): object {
  const { defaults } = loadEditorScript(type).definition;
  const values = Object.entries(defaults).map(([name, { value }]) => [name, value]);
  return JSON.parse(JSON.stringify(Object.fromEntries(values)));
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z_$][\w$]*([.[].+)?$/i.test(value);
}
