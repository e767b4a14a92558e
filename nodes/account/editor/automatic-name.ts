import { configInput } from '../../../editor/shared/dialog';
import { typed, typedHost } from './chosen';

const USUAL_HOST = 'www.virustotal.com';

/**
 * Gives a new account a name that tells it from others, by its plan and its address and never by its
 * key, for as long as nobody types one. The returned function puts it into its field: it is to be
 * called before the dialog saves.
 */
export function prepareAutomaticName(node: EditedNode): () => void {
  const isNew = !RED.nodes.node(node.id);
  const field = configInput('name');
  const opened = withoutNumber(String(field.val()));
  const isAutomatic = isNew ? opened === '' : opened === describe(node);
  return () => {
    const isTyped = withoutNumber(String(field.val())) !== opened;
    const name = describe(node);
    if (isAutomatic && !isTyped && name !== opened) field.val(unique(name, node.id));
  };
}

/** What the account in the dialog is, in a few words. */
function describe(node: Translating): string {
  const api = typed('api');
  if (api === 'demo') return node._('name.demo');
  const plan = node._(typed('plan') === 'public' ? 'name.public' : 'name.custom');
  const name = api === 'v2' ? node._('name.v2', { name: plan }) : plan;
  const host = typedHost();
  return host === USUAL_HOST ? name : node._('name.at', { name, host });
}

/** The name, with the first number behind it with which no other account has it. */
function unique(name: string, id: string): string {
  const taken = new Set<unknown>();
  RED.nodes.eachConfig((each) => {
    if (each.type === 'virustotal-account' && each.id !== id) taken.add(each.name);
  });
  let number = 1;
  while (taken.has(numbered(name, number))) number += 1;
  return numbered(name, number);
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name} (${number})`;
}

function withoutNumber(name: string): string {
  return name.trim().replace(/ \(\d+\)$/, '');
}
