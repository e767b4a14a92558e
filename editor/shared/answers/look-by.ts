import { input } from '../dialog';
import { isShown, refusalOf, type Refusal } from '../requests';

/** What becomes of a look. */
interface Ends<Answer> {
  readonly done: (answer: Answer) => void;
  readonly refused: (refusal: Refusal) => void;
}

/**
 * Looks by a button at what Node-RED has, which changes nothing. The button cannot be pressed
 * meanwhile, and nobody hears of it once it is gone.
 */
export function lookBy<Answer>(button: JQuery, url: string, { done, refused }: Ends<Answer>): void {
  button.prop('disabled', true);
  $.getJSON(url)
    .done((answer: Answer) => {
      if (isShown(button)) done(answer);
    })
    .fail((response) => {
      if (isShown(button)) refused(refusalOf(response));
    })
    .always(() => {
      button.prop('disabled', false);
    });
}

/** Why Node-RED did not do what a button is for, in a sentence; `permission` is the one it needs. */
export function whyRefused(
  node: Translating,
  { status, code, message }: Refusal,
  permission: 'virustotal.read' | 'virustotal.write',
): string {
  if (status === 401) return node._('look.forbidden', { permission });
  if (code === 'foreign-page') return node._('refusal.foreign-page');
  if (code === 'not-deployed') return node._('look.deployFirst');
  return message || node._('refusal.noAnswer');
}

/** Whether the node that runs is not as the open dialog has it, as far as these properties go. */
export function isUndeployed(node: EditedNode, properties: readonly string[]): boolean {
  const saved: Readonly<Record<string, unknown>> = { ...node };
  return saved['changed'] === true || properties.some((name) => isEdited(saved[name], input(name)));
}

function isEdited(saved: unknown, field: JQuery): boolean {
  const isBox = field.attr('type') === 'checkbox';
  const shown: unknown = isBox ? field.prop('checked') : (field.val() ?? '');
  // What an older node lacks, and no config node, is shown as nothing.
  const before = saved === undefined || saved === '_ADD_' ? '' : saved;
  return asText(shown) !== asText(before);
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '_ADD_' ? '' : text;
}
