import type { EditorWidgetTypedInputType } from 'node-red';

/** The field of a property in the open dialog of a node; empty while none is open. */
export function input(property: string): JQuery {
  return $(`#node-input-${property}`);
}

/** The same in the dialog of a config node. */
export function configInput(property: string): JQuery {
  return $(`#node-config-input-${property}`);
}

/** The value in the open dialog, else the saved one. */
export function shownOr(field: JQuery, saved: unknown): unknown {
  return field.length > 0 ? field.val() : saved;
}

/** Whether the dialog of a kind of node is open, for what is not judged meanwhile. */
export interface Openness {
  readonly isOpen: () => boolean;
  readonly open: () => void;
  readonly close: () => void;
}

export function createOpenness(): Openness {
  let isOpen = false;
  return {
    isOpen: () => isOpen,
    open: () => void (isOpen = true),
    close: () => void (isOpen = false),
  };
}

/** The style of a node's label: italic where it is a name of its own. */
export const labelStyle = function (this: { readonly name?: string | undefined }): string {
  return this.name ? 'node_label_italic' : '';
};

/**
 * The validator of a typed input whose type is in another property. That of Node-RED says why in
 * English, whatever the editor speaks.
 */
export function typedValidator(typeProperty: string): Validator<object> {
  return function validate(this: object, value: unknown, _options: object): Validity {
    const type = shownOr(input(typeProperty), Reflect.get(this, typeProperty));
    return RED.utils.validateTypedProperty(value, String(type));
  };
}

/** The validator of the typed input `property`, which most nodes read from the message. */
export const validProperty = typedValidator('propertyType');

/** Makes a typed input of the field of a property; the first type is the one it begins with. */
export function offerTypes(property: string, types: EditorWidgetTypedInputType[]): void {
  input(property).typedInput({
    default: types[0],
    types,
    typeField: `#node-input-${property}Type`,
  });
}

/** The validator of a property that names a property of the message. */
export const validPath: Validator = (value, _options) =>
  RED.utils.validateTypedProperty(value, 'msg');
