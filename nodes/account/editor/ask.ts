import { askBy, type Refusal } from '../../../editor/shared/requests';
import { createTeller } from '../../../editor/shared/answers/teller';
import type { ToldAllowance } from '../answers';
import { showTime } from '../../../editor/shared/times';
import { isKeyStored } from './chosen';
import { mayDo } from './may-do';

/**
 * The button that asks VirusTotal what the key may do, with the key of the account as it is deployed.
 * It shows the answer, and changes nothing: `told` hears it.
 */
export function offerToAsk(node: EditedNode, told: (answer: ToldAllowance) => void): void {
  const button = $('#virustotal-account-ask');
  const tell = createTeller($('.virustotal-account-told'), 'virustotal-account-refused');

  function ask(): void {
    tell.good(node._('allowance.asking'));
    askBy<ToldAllowance>(button, `virustotal/accounts/${encodeURIComponent(node.id)}/allowance`, {
      done(answer) {
        tell.good(node._('allowance.told', { what: mayDo(node, answer) }));
        told(answer);
      },
      refused: (refusal) => tell.bad(whyNot(node, refusal)),
    });
  }

  button.on('click', () => {
    if (isKeyStored()) ask();
    else tell.bad(node._('allowance.deployFirst'));
  });
}

/** What went wrong with the question, in a sentence. */
function whyNot(node: Translating, { code, status, message, retryAt }: Refusal): string {
  if (code === 'not-deployed') return node._('allowance.deployFirst');
  if (status === 401) return node._('refusal.notAllowed');
  if (!message) return node._('refusal.noAnswer');
  if (!retryAt) return message;
  return node._('allowance.later', { message, time: showTime(node, retryAt) });
}
