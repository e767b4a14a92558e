import { configInput } from '../../../editor/shared/dialog';
import { askBy } from '../../../editor/shared/requests';
import { createTeller } from '../../../editor/shared/answers/teller';
import { whyFailed } from '../../../editor/shared/answers/why-failed';
import type { ToldAllowance } from '../answers';
import { typed, typedHost } from './chosen';
import { mayDo } from './may-do';

/** What a check needs of the account as it stands in the dialog. */
const SENT = [
  'api',
  'baseUrl',
  'plan',
  'perMinute',
  'perDay',
  'perMonth',
  'timeout',
  'store',
  'tls',
  'proxy',
];

/** Whether a key works depends on these. */
const DECISIVE = ['apiKey', 'api', 'baseUrl', 'tls', 'proxy'];

/** The button that has VirusTotal asked whether the key works, as it is typed; `told` hears the answer. */
export function offerToCheck(node: EditedNode, told: (answer: ToldAllowance) => void): void {
  const button = $('#virustotal-account-check');
  const tell = createTeller($('.virustotal-account-checked'));

  function check(): void {
    const host = typedHost();
    const asked = decisive();
    // What is said is true of what was sent, and of nothing that was typed meanwhile.
    const isStill = (): boolean => decisive() === asked;
    tell.good(node._('check.asking', { host }));
    askBy<ToldAllowance>(
      button,
      'virustotal/accounts/check',
      {
        done(answer) {
          if (!isStill()) {
            tell.good('');
            return;
          }
          tell.good(whatWorks(node, answer));
          told(answer);
        },
        refused(refusal) {
          if (!isStill()) {
            tell.good('');
            return;
          }
          tell.bad(whyFailed(node, refusal, host), refusal.message);
        },
      },
      accountInDialog(node),
    );
  }

  button.on('click', () => {
    if (typed('apiKey') === '') tell.bad(node._('check.typeKey'));
    else check();
  });
  // Who changes something has not checked it.
  for (const property of DECISIVE) configInput(property).on('change', () => tell.good(''));
}

function decisive(): string {
  return JSON.stringify(DECISIVE.map(typed));
}

/** As a flow has it. */
function accountInDialog({ id }: EditedNode): object {
  const properties = SENT.map((property) => [property, typed(property)]);
  const apiKey = String(configInput('apiKey').val());
  return { id, ...Object.fromEntries(properties), credentials: { apiKey } };
}

function whatWorks(node: Translating, answer: ToldAllowance): string {
  const what = mayDo(node, answer);
  return what === '' ? node._('check.works') : node._('check.worksAnd', { what });
}
