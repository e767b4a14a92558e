/** How the ids of the fields of properties begin, with the property behind it. */
const FIELD_ID = /^node-(?:config-)?input-(\w+)$/;

/** The node whose dialog is on top; what else is edited in one, such as a long text, has no type. */
function editedNode(): NodeInDialog | undefined {
  const stack = RED.editor.getEditStack();
  return stack[stack.length - 1];
}

/** What was registered of the node whose dialog is on top. */
function definition(): PropertiesOfType | undefined {
  return RED.nodes.getType(editedNode()?.type ?? '') ?? undefined;
}

/** The property that a field is of, or `undefined` where it is of none. */
export function propertyOf(field: JQuery): string | undefined {
  return FIELD_ID.exec(field.attr('id') ?? '')?.[1];
}

/** The type of the config node that a property of the edited node names. */
export function configTypeOf(property: string): string | undefined {
  return definition()?.defaults[property]?.type;
}

/** Why what a field holds cannot be saved, as its validator says; `undefined` where it says nothing. */
export function reasonAgainst(field: JQuery): string | undefined {
  const known = definition();
  const property = propertyOf(field) ?? '';
  const validate = (known?.defaults[property] ?? known?.credentials?.[property])?.validate;
  const answer = validate?.call(editedNode(), valueOf(field), {});
  return typeof answer === 'string' ? answer : undefined;
}

function valueOf(field: JQuery): unknown {
  return field.attr('type') === 'checkbox' ? field.prop('checked') : field.val();
}

/** Whether a property of the edited node is as in a new one. What an older node lacks is. */
export function isAsNew(property: string): boolean {
  const known = definition();
  const credentials = editedNode()?.credentials ?? {};
  if (property in (known?.credentials ?? {})) {
    return !credentials[property] && !credentials[`has_${property}`];
  }
  const saved = editedNode()?.[property];
  return saved === undefined || asText(saved) === asText(known?.defaults[property]?.value);
}

/** A dialog makes a text of a number, which is no change. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
