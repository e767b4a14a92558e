import { refusalOf } from '../../../editor/shared/requests';

/** What went wrong with a question to Node-RED, in a sentence. */
export function whyNot(node: Translating, response: JQuery.jqXHR): string {
  const { status, code, message } = refusalOf(response);
  if (status === 401) return node._('try.forbidden');
  if (status === 413) return node._('try.tooLarge');
  if (code === 'nothing-seen') return node._('try.nothingSeen');
  if (code === 'not-deployed') return node._('try.deployFirst');
  return message || node._('try.noAnswer');
}
