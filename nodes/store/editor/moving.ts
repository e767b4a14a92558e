import { createTeller } from '../../../editor/shared/answers/teller';
import { askBy, type Refusal } from '../../../editor/shared/requests';
import type { FoundStore, TakenAlong } from '../answers';

/** What is counted of a file, in the order in which it is told. */
const COUNTED = [
  ['quotas', 'moving.count.quotas'],
  ['answers', 'moving.count.answers'],
  ['raised', 'moving.count.raised'],
  ['lookups', 'moving.count.lookups'],
  ['alerts', 'moving.count.alerts'],
  ['mails', 'moving.count.mails'],
  ['dead', 'moving.count.dead'],
  ['windows', 'moving.count.windows'],
] as const;

/** Looks into the file of a store, and takes what is in it along into the one that is deployed. */
export function offerMoving(node: EditedNode): void {
  const look = $('#virustotal-store-look');
  const take = $('#virustotal-store-take').hide();
  const field = $('#virustotal-store-file');
  const tell = createTeller($('.virustotal-store-found'));
  const sent = (): { readonly path: string } => ({ path: String(field.val() ?? '') });

  function refuse(refusal: Refusal): void {
    take.hide();
    tell.bad(whyNot(node, refusal), refusal.message);
  }

  function show({ file, isInterrupted, users, found }: FoundStore): void {
    const lines = COUNTED.filter(([what]) => found[what] > 0).map(([what, key]) =>
      node._(key, { count: found[what] }),
    );
    const says = lines.length === 0 ? 'moving.empty' : 'moving.found';
    tell.good(node._(isInterrupted ? 'moving.interrupted' : says, { file }));
    tell.more(list(lines));
    if (users.length > 0) tell.more(node._('moving.users', { users: users.join(', ') }));
    take.toggle(users.length === 0);
  }

  look.on('click', () => {
    take.hide();
    askBy<FoundStore>(
      look,
      'virustotal/stores/look-at-file',
      { done: show, refused: refuse },
      sent(),
    );
  });
  take.on('click', () => {
    tell.good(node._('moving.taking'));
    const url = `virustotal/stores/${encodeURIComponent(node.id)}/take-along`;
    const done = ({ setAside, wasDone }: TakenAlong): void => {
      take.hide();
      tell.good(node._(wasDone ? 'moving.wasDone' : 'moving.taken', { file: setAside }));
    };
    askBy<TakenAlong>(take, url, { done, refused: refuse }, sent());
  });
  field.on('input', () => {
    take.hide();
    tell.good('');
  });
}

function list(lines: readonly string[]): JQuery {
  return $('<ul></ul>').append(lines.map((line) => $('<li></li>').text(line)));
}

/** What went wrong, by its code. */
const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['nothing-kept', 'moving.failed.nothing'],
  ['not-deployed', 'moving.failed.deployFirst'],
  ['not-available', 'moving.failed.noSqlite'],
  ['under-way', 'moving.failed.underWay'],
  ['foreign-page', 'refusal.foreign-page'],
]);

function whyNot(node: Translating, { code = '', status, message }: Refusal): string {
  if (status === 401) return node._('refusal.notAllowed');
  const key = SENTENCES.get(code);
  if (key !== undefined) return node._(key);
  return message ?? node._('refusal.noAnswer');
}
