import { input } from '../../../editor/shared/dialog';
import { askBy } from '../../../editor/shared/requests';
import { createTeller } from '../../../editor/shared/answers/teller';
import { whyFailed } from '../../../editor/shared/answers/why-failed';
import { textOf } from '../../../editor/shared/validator';
import type { TriedLookup } from '../answers';

/** What the list of accounts holds where none is chosen: the offer to make one. */
const NONE = ['', '_ADD_'];

/**
 * The button that looks one indicator up by the account as it is deployed; a demonstration, which asks
 * nobody, as it is in the editor.
 */
export function offerToTry(node: EditedNode): void {
  const button = $('#virustotal-lookup-try');
  const field = $('#virustotal-lookup-value').attr('aria-label', node._('placeholder.try'));
  const tell = createTeller($('.virustotal-lookup-tried'));

  function look(account: string, value: string): void {
    tell.good(node._('try.asking', { value }));
    const kind = input('source').val() === 'text' ? 'auto' : input('kind').val();
    askBy<TriedLookup>(
      button,
      'virustotal/lookup/try',
      {
        done(tried) {
          const sentences = [...whatCameOut(node, tried), asDeployed(node, account)];
          tell.good(sentences.filter(Boolean).join(' '), ...linkTo(node, tried));
        },
        refused: (refusal) => tell.bad(whyFailed(node, refusal, hostOf(account)), refusal.message),
      },
      { account, kind, value, ...demoOf(account) },
    );
  }

  function press(): void {
    const account = String(input('account').val() ?? '');
    const value = String(field.val()).trim();
    if (NONE.includes(account)) tell.bad(node._('try.chooseAccount'));
    else if (value === '') tell.bad(node._('try.typeValue'));
    else look(account, value);
  }

  button.on('click', press);
  field.on('keydown', (event) => {
    if (event.key === 'Enter') press();
  });
}

/** The lists of an account that is a demonstration. */
function demoOf(id: string): object {
  const account = RED.nodes.node(id);
  if (account?.['api'] !== 'demo') return {};
  const { neverSend, allow, sendPrivate } = account;
  return { demo: { neverSend, allow, sendPrivate } };
}

function whatCameOut(node: Translating, tried: TriedLookup): string[] {
  const { positives, total, instead, indicator } = tried;
  return [
    node._(WHAT[outcomeOf(tried)], { positives, total }),
    instead === undefined ? '' : node._('tried.instead', { value: indicator.value }),
    whatItCost(node, tried),
  ];
}

const WHAT = {
  malicious: 'tried.malicious',
  suspicious: 'tried.suspicious',
  clean: 'tried.clean',
  unknown: 'tried.unknown',
  silent: 'tried.silent',
  pending: 'tried.pending',
  allowed: 'tried.allowed',
} as const;

/** What to say of it: that nobody knows it, before what its engines say. */
function outcomeOf({ outcome, level }: TriedLookup): keyof typeof WHAT {
  if (outcome !== 'found') return outcome;
  return level === 'unknown' ? 'silent' : level;
}

function whatItCost(node: Translating, { source, simulated }: TriedLookup): string {
  if (source === 'list') return '';
  if (simulated) return node._('tried.demo');
  return source === 'api' ? node._('tried.api') : node._('tried.cache');
}

/** What was changed in the account and not deployed did not count. */
function asDeployed(node: Translating, account: string): string {
  const known = RED.nodes.node(account);
  return known?.['changed'] && known['api'] !== 'demo' ? node._('try.asDeployed') : '';
}

function linkTo(node: Translating, { link }: TriedLookup): (string | JQuery)[] {
  if (!link?.startsWith('https://')) return [];
  const anchor = $('<a target="_blank" rel="noopener noreferrer"></a>');
  return [' ', anchor.attr('href', link).text(node._('tried.link'))];
}

/** Where the account asks, as a sentence names it. */
function hostOf(account: string): string {
  const url = textOf(RED.nodes.node(account)?.['baseUrl']);
  return URL.canParse(url) ? new URL(url).host : 'VirusTotal';
}
