import { askBy, type Refusal } from '../../../editor/shared/requests';
import { createTeller } from '../../../editor/shared/answers/teller';
import { whyFailed } from '../../../editor/shared/answers/why-failed';
import type { ToldAllowance } from '../answers';
import { isKeyStored, typedHost } from './chosen';
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
      refused: (refusal) => tell.bad(whyNot(node, refusal), refusal.message),
    });
  }

  button.on('click', () => {
    if (isKeyStored()) ask();
    else tell.bad(node._('allowance.deployFirst'));
  });
}

/** What went wrong with the question, in a sentence. */
function whyNot(node: Translating, refusal: Refusal): string {
  if (refusal.code === 'not-deployed') return node._('allowance.deployFirst');
  if (refusal.code === 'not-available') return node._('allowance.notAvailable');
  return whyFailed(node, refusal, typedHost());
}
