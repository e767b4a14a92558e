import type { EditorNodeDef, EditorNodeInstance, EditorNodeProperties, EditorRED } from 'node-red';

/**
 * The editor of Node-RED as pages see it: its published types, mended where they know less than
 * the editor does. A validator may give its reason, and credentials may have one.
 */
declare global {
  interface JQuery<TElement = HTMLElement> {
    /** Gives an id to each element that has none (jQuery UI, which the editor loads). */
    uniqueId(): this;
  }

  /** Whether a value can be saved, or the reason why not, as a person reads it. */
  type Validity = boolean | string;

  /** The editor shows the reason of a validator only where it takes two arguments. */
  type Validator<Node = unknown> = (this: Node, value: unknown, options: object) => Validity;

  /** A node as the editor holds it, with the properties that are saved. */
  type EditedNode<Properties extends EditorNodeProperties = EditorNodeProperties> =
    EditorNodeInstance<Properties> & {
      /**
       * What was typed of each, and as `has_<name>` whether it is deployed; absent until the editor
       * has asked for it.
       */
      readonly credentials?: Readonly<Record<string, unknown>>;
    };

  /** What `this._` can do: the text of a key, with `__marks__` filled in. */
  interface Translating {
    readonly _: (key: string, marks?: Record<string, string | number>) => string;
  }

  /** What a page registers; while a dialog is open, the node may hold more than what is saved. */
  interface Definition<
    Properties extends EditorNodeProperties,
    Held extends Properties = Properties,
  > extends Omit<EditorNodeDef<Properties, undefined, Held>, 'defaults' | 'credentials'> {
    readonly defaults: {
      readonly [Name in keyof Properties]-?: {
        readonly value: Properties[Name];
        /** Of the config node that the property names. */
        readonly type?: string;
        readonly required?: boolean;
        readonly validate?: Validator<EditedNode<Held>>;
      };
    };
    /** What the palette says about the category: a text, or a key with its catalogue. */
    readonly categoryDescription?: string;
    readonly credentials?: Readonly<
      Record<
        string,
        { readonly type: 'text' | 'password'; readonly validate?: Validator<EditedNode<Held>> }
      >
    >;
  }

  /** Any node in the flows, of whatever type. */
  interface SomeNode {
    readonly id: string;
    readonly type: string;
    /** Whether it is disabled. */
    readonly d?: boolean;
    readonly [property: string]: unknown;
  }

  interface EditorNodes {
    registerType<Properties extends EditorNodeProperties, Held extends Properties = Properties>(
      type: string,
      definition: Definition<Properties, Held>,
    ): void;
    /** A node or config node; `null` where there is none. */
    node(id: string): SomeNode | null;
    /** What was registered of a type; `null` where it is not known. */
    getType(type: string): PropertiesOfType | null;
    eachNode(visit: (node: SomeNode) => void): void;
    eachConfig(visit: (node: SomeNode) => void): void;
    /** Visits every wire. */
    eachLink(
      visit: (wire: { source: SomeNode; sourcePort: number; target: SomeNode }) => void,
    ): void;
  }

  /** Validators for what a typed input holds. */
  interface EditorValidators {
    typedInput(type: string | { readonly type: string }): Validator;
  }

  interface EditorUtils {
    /** Whether a value may be one of this type of a typed input. */
    validateTypedProperty(value: unknown, type: string): Validity;
  }

  interface EditorClipboard {
    /** Copies a text, and shows beside an element that it has, by a key of the editor's own texts. */
    copyText(text: string, beside: JQuery, message: string): boolean;
  }

  interface EditorPlugins {
    /** The editor gives the plugin its `_` before it calls `onadd`. */
    registerPlugin(id: string, plugin: { onadd(this: Translating): void }): void;
  }

  interface Tooltip {
    delete(): void;
  }

  interface EditorPopover {
    /** Shows a text while the pointer rests on an element. */
    tooltip(target: JQuery, text: string): Tooltip;
  }

  interface EditorOfDialogs {
    /** What is edited in the open dialogs, the one on top last: nodes, and whatever else has one. */
    getEditStack(): readonly NodeInDialog[];
  }

  /** A node of any type while its dialog is open. */
  interface NodeInDialog extends SomeNode {
    readonly credentials?: Readonly<Record<string, unknown>>;
  }

  /** What was registered of a type, as far as a page looks at that of any node. */
  interface PropertiesOfType {
    readonly defaults: Readonly<
      Record<
        string,
        { readonly value?: unknown; readonly type?: string; readonly validate?: Validator }
      >
    >;
    readonly credentials?: Readonly<Record<string, { readonly validate?: Validator }>>;
  }

  /** What pages of the package share, once the script of one has run. */
  var virustotalEditor: object | undefined;

  const RED: Omit<
    EditorRED,
    'nodes' | 'validators' | 'utils' | 'popover' | 'editor' | 'clipboard' | 'plugins'
  > & {
    readonly editor: EditorRED['editor'] & EditorOfDialogs;
    readonly nodes: EditorNodes;
    readonly validators: EditorValidators;
    readonly utils: EditorUtils;
    readonly popover: EditorPopover;
    readonly clipboard: EditorClipboard;
    readonly plugins: EditorPlugins;
  };
}
