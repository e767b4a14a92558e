import { createTeller, quote } from '../../../editor/shared/answers/teller';
import { configInput } from '../../../editor/shared/dialog';
import { askBy, type Refusal } from '../../../editor/shared/requests';
import type { CheckedStore } from '../answers';

/** What a check needs of the store as it stands in the dialog. */
const SENT = ['kind', 'schema', 'tls', 'url'];

/** A clock that is off by more is worth a word, in milliseconds. */
const FAR_APART = 2000;

/** What a failed check is called, by its code. */
const FAILED: ReadonlyMap<string, string> = new Map([
  ['not-installed', 'check.failed.not-installed'],
  ['unreachable', 'check.failed.unreachable'],
  ['sign-in', 'check.failed.sign-in'],
  ['no-database', 'check.failed.no-database'],
  ['security', 'check.failed.security'],
  ['rights', 'check.failed.rights'],
  ['newer', 'check.failed.newer'],
  ['read-only', 'check.failed.read-only'],
  ['connections', 'check.failed.connections'],
  ['slow', 'check.failed.slow'],
  ['full', 'check.failed.full'],
  ['configuration', 'check.failed.configuration'],
  ['type-again', 'check.failed.type-again'],
  ['deploy-first', 'check.failed.deploy-first'],
]);

/** Of these the sentence says all there is to say. */
const SAID_IN_FULL = new Set([
  'no-database',
  'newer',
  'read-only',
  'connections',
  'slow',
  'full',
  'type-again',
  'deploy-first',
]);

/** Of these the sentence says what the server's own words say before their colon, or all of those. */
const SAID_BY_HALF = new Set(['not-installed', 'unreachable', 'sign-in']);

/** What there is of the schema. */
const SCHEMA: Readonly<Record<Works['schema'], string>> = {
  absent: 'check.schema.absent',
  older: 'check.schema.older',
  there: 'check.schema.there',
};

type Fails = Extract<CheckedStore, { works: false }>;
type Works = Extract<CheckedStore, { works: true }>;

/** The button that has PostgreSQL asked how a store would fare there, as it is typed. */
export function offerCheck(node: EditedNode): void {
  const button = $('#virustotal-store-check');
  const tell = createTeller($('.virustotal-store-checked'));
  /** It says what to install. */
  const tip = $('.form-tips.virustotal-store-postgres');

  function fails({ code, message, server = '', grant = '', property }: Fails): void {
    const key = FAILED.get(code);
    const field = property === undefined ? '' : node._(`label.${property}`);
    tell.bad(key === undefined ? message : node._(key, { server, field }), message);
    if (key !== undefined) tell.more(quote(grant === '' ? beyond(code, message, server) : grant));
  }

  button.on('click', () => {
    if (typed('url') === '') {
      tell.bad(node._('error.url.missing'));
      configInput('url').trigger('focus');
      return;
    }
    const asked = JSON.stringify(SENT.map(typed));
    // What is said is true of what was sent, and of nothing that was typed meanwhile.
    const isStill = (): boolean => JSON.stringify(SENT.map(typed)) === asked;
    tell.good(node._('check.asking'));
    const ends = {
      done(answer: CheckedStore) {
        if (!isStill()) return tell.good('');
        tip.toggle(!answer.works && answer.code !== 'not-installed');
        if (!answer.works) fails(answer);
        else {
          tell.good(node._('check.works', { server: answer.server, version: answer.version }));
          tell.more(...remarks(node, answer));
        }
      },
      refused: (refusal: Refusal) => tell.bad(whyRefused(node, refusal)),
    };
    askBy(button, 'virustotal/stores/check', ends, {
      id: node.id,
      kind: typed('kind'),
      schema: typed('schema'),
      tls: typed('tls'),
      credentials: { url: typed('url') },
    });
  });
  // Who changes something has not checked it.
  for (const property of SENT) {
    configInput(property).on('change', () => {
      tell.good('');
      tip.toggle(typed('kind') === 'postgres');
    });
  }
}

/** What an answer says that the sentence for its code does not. */
function beyond(code: string, message: string, server: string): string {
  if (SAID_IN_FULL.has(code)) return '';
  const start = `PostgreSQL at ${server} `;
  const words = message.startsWith(start) ? message.slice(start.length) : message;
  if (!SAID_BY_HALF.has(code)) return words;
  const colon = words.indexOf(': ');
  if (colon >= 0) return words.slice(colon + 2);
  return code === 'unreachable' ? words : '';
}

/** The choice of a config node that stands for none is none. */
function typed(property: string): string {
  const value = String(configInput(property).val() ?? '');
  return value === '_ADD_' ? '' : value;
}

/** What whoever uses it should know. */
function remarks(node: Translating, { schema, hears, ahead }: Works): readonly string[] {
  const seconds = String(Math.round(Math.abs(ahead) / 1000));
  const isFar = Math.abs(ahead) > FAR_APART;
  return [
    node._(SCHEMA[schema]),
    hears ? '' : node._('check.pooler'),
    isFar ? node._(ahead > 0 ? 'check.ahead' : 'check.behind', { seconds }) : '',
  ];
}

/** Node-RED itself does not do it. */
function whyRefused(node: Translating, { status, code, message }: Refusal): string {
  if (status === 401) return node._('refusal.notAllowed');
  if (code === 'foreign-page') return node._('refusal.foreign-page');
  return message ?? node._('refusal.noAnswer');
}
