import type { Condition, TroubleCode, Turn, Watched } from '../shared/figures/conditions';
import type { Texts } from '../shared/status/texts';
import { printable } from '../../src/text/printable';
import { toText } from './times';

/** What a message says of something that has turned bad, or is good again. Times are ISO 8601. */
export interface ToldTurn extends Pick<Condition, 'what' | 'id' | 'name' | 'code' | 'message'> {
  readonly state: 'bad' | 'good';
  /** The sentence that people read. */
  readonly text: string;
  /** Since when it was bad. */
  readonly since: string;
  /** When it is expected to be over, where that is known. */
  readonly until?: string;
}

/** Characters of what a server or the network has said. */
const LONGEST = 300;

/** What a text calls each kind of thing, and what may be wrong with it. */
const KINDS: Readonly<Record<Watched['what'], string>> = {
  account: 'kind.account',
  store: 'kind.store',
  'mail-server': 'kind.mail-server',
};
const TROUBLES: Readonly<Record<TroubleCode, string>> = {
  unusable: 'trouble.unusable',
  'key-refused': 'trouble.key-refused',
  day: 'trouble.day',
  month: 'trouble.month',
  paused: 'trouble.paused',
  'in-memory': 'trouble.in-memory',
  damaged: 'trouble.damaged',
  mishap: 'trouble.mishap',
  fails: 'trouble.fails',
  unreachable: 'trouble.unreachable',
  security: 'trouble.security',
  'sign-in': 'trouble.sign-in',
  failing: 'trouble.failing',
  'no-database': 'trouble.no-database',
  rights: 'trouble.rights',
  newer: 'trouble.newer',
  'read-only': 'trouble.read-only',
  full: 'trouble.full',
  connections: 'trouble.connections',
  slow: 'trouble.slow',
};

/** What is wrong, in one line: `account Main: the API key is refused`. */
export function troubleText({ say, time }: Texts, { code, until, ...watched }: Condition): string {
  const trouble = say(TROUBLES[code]);
  const text = `${say(KINDS[watched.what])} ${nameOf(watched)}: ${trouble}`;
  return until === undefined ? text : `${text}, ${say('part.until', { time: time(until) })}`;
}

/** The same of what has turned. */
export function turnText(texts: Texts, { isBad, condition }: Turn): string {
  if (isBad) return troubleText(texts, condition);
  const { say } = texts;
  return `${say(KINDS[condition.what])} ${nameOf(condition)}: ${say('turn.good')}`;
}

/** A turn as a message tells it. */
export function describeTurn(texts: Texts, turn: Turn): ToldTurn {
  const { what, id, name, code, message, since, until } = turn.condition;
  return {
    state: turn.isBad ? 'bad' : 'good',
    what,
    id,
    name,
    code,
    message: printable(message, LONGEST),
    text: turnText(texts, turn),
    since: toText(since),
    ...(until !== undefined && turn.isBad && { until: toText(until) }),
  };
}

function nameOf({ id, name }: Pick<Condition, 'id' | 'name'>): string {
  return printable(name || id);
}
