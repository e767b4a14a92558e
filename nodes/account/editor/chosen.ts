import { configInput } from '../../../editor/shared/dialog';

/** What the list of config nodes holds where none is chosen: the offer to make one. */
const NONE = '_ADD_';

/** What the editor shows in place of a secret that is stored and was not typed anew. */
const STORED_SECRET = '__PWRD__';

/** Whether the key in the dialog is the one that is deployed. */
export function isKeyStored(): boolean {
  return configInput('apiKey').val() === STORED_SECRET;
}

/** What stands in a field as text, without spaces around it; empty where nothing is chosen. */
export function typed(property: string): string {
  const text = String(configInput(property).val() ?? '').trim();
  return text === NONE ? '' : text;
}

/** The host of the base URL in the dialog, as a sentence names it. */
export function typedHost(): string {
  const url = typed('baseUrl');
  return URL.canParse(url) ? new URL(url).host : url;
}
