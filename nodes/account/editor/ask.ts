import { configInput } from '../../../editor/shared/dialog';
import { askBy, type Refusal } from '../../../editor/shared/requests';
import type { ToldAllowance } from '../answers';
import { fillIn } from './plan';

/** What the editor shows in place of a secret that is deployed. */
const DEPLOYED_SECRET = '__PWRD__';

/** The button that asks VirusTotal, with the key of the account as it is deployed. */
export function offerToAsk(node: EditedNode): void {
  const button = $('#virustotal-account-ask');
  const told = $('.virustotal-account-told');

  function tell(text: string, isRefusal = false): void {
    told.toggleClass('virustotal-account-refused', isRefusal).text(text);
  }

  function ask(): void {
    tell(node._('allowance.asking'));
    askBy<ToldAllowance>(button, `virustotal/accounts/${encodeURIComponent(node.id)}/allowance`, {
      done(answer) {
        fillIn(answer);
        tell(whatIsUsed(node, answer));
      },
      refused: (refusal) => tell(whyNot(node, refusal), true),
    });
  }

  button.on('click', () => {
    if (configInput('apiKey').val() === DEPLOYED_SECRET) ask();
    else tell(node._('allowance.deployFirst'), true);
  });
}

function whatIsUsed(node: Translating, { used: { day, month } }: ToldAllowance): string {
  if (day === undefined || month === undefined) return node._('allowance.told');
  return node._('allowance.used', { day, month });
}

/** What went wrong with the question, in a sentence. */
function whyNot(node: Translating, { code, status, message, retryAt }: Refusal): string {
  if (code === 'not-deployed') return node._('allowance.deployFirst');
  if (status === 401) return node._('allowance.forbidden');
  if (!message) return node._('allowance.noAnswer');
  if (!retryAt) return message;
  return node._('allowance.later', { message, time: new Date(retryAt).toLocaleString() });
}
