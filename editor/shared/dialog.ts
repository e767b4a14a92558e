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

/** The style of a node's label: italic where it is a name of its own. */
export const labelStyle = function (this: { readonly name?: string | undefined }): string {
  return this.name ? 'node_label_italic' : '';
};

/** The validator of the typed input `property`, which most nodes read from the message. */
export const validProperty = RED.validators.typedInput('propertyType');

/** Makes a typed input of the field of a property; the first type is the one it begins with. */
export function offerTypes(property: string, types: EditorWidgetTypedInputType[]): void {
  input(property).typedInput({
    default: types[0],
    types,
    typeField: `#node-input-${property}Type`,
  });
}

/** The validator of a property that names a property of the message. */
export const validPath = RED.validators.typedInput({ type: 'msg' });
