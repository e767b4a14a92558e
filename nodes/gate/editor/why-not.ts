import { whyRefused } from '../../../editor/shared/answers/look-by';
import { refusalOf } from '../../../editor/shared/requests';

/** What went wrong with a question to Node-RED, in a sentence. */
export function whyNot(node: Translating, response: JQuery.jqXHR): string {
  const refusal = refusalOf(response);
  const { status, code } = refusal;
  if (status === 401) return node._('try.forbidden');
  if (status === 413) return node._('try.tooLarge');
  if (code === 'nothing-seen') return node._('try.nothingSeen');
  if (code === 'not-deployed') return node._('try.deployFirst');
  if (code === 'busy') return node._('try.busy');
  if (code === 'configuration') return node._('try.configuration');
  return whyRefused(node, refusal, 'virustotal.read');
}
