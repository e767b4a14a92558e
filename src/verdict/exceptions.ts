import type { IndicatorType } from '../indicator/indicator';
import { printable } from '../text/printable';
import type { Flag, Report } from '../virustotal/report';
import { say } from './reason-texts';

/**
 * The last rank at which a domain is popular. Cortex XSOAR's VirusTotal integration draws the same
 * line, though through the average of all lists; here the best one counts, as it is the one shown.
 */
const POPULAR_RANK = 10_000;

/**
 * From so many engines on, or from such a share of those that gave an opinion, nothing speaks for an
 * indicator: the EICAR file, which 62 of 65 flag, has distributors, too.
 */
const CEILING = { engines: 10, share: 1 / 4 };

/** So many distributors are named. */
const MOST_DISTRIBUTORS = 3;

/** Why nothing that speaks for an indicator lowers its level; nothing where it does. */
export function findObjection(
  positives: number,
  total: number,
  trusted: readonly string[],
  analysts: Flag | undefined,
): string | undefined {
  if (trusted.length > 0) return say('reason.objection.trusted');
  if (analysts !== undefined) {
    return say('reason.objection.analysts', { level: say(`reason.level.${analysts}`) });
  }
  const isFlaggedByMany = positives >= CEILING.engines || positives >= CEILING.share * total;
  return isFlaggedByMany ? say('reason.objection.many') : undefined;
}

/**
 * What speaks for an indicator although engines flag it, as the end of a sentence: a known
 * distributor, goodware by a trusted verdict, or, for a domain, being popular.
 */
export function findExceptions(report: Report, type: IndicatorType | undefined): string[] {
  const { distributors, trustedVerdict, popularity } = report;
  const found: string[] = [];
  if (distributors) {
    const { length } = distributors;
    // Their number chooses between "is" and "are".
    found.push(say('reason.why.distributors', { count: length, names: namesOf(distributors) }));
  }
  if (trustedVerdict?.verdict.toLowerCase() === 'goodware') {
    const { organization } = trustedVerdict;
    const maker = organization === undefined ? say('reason.maker.nobody') : printable(organization);
    found.push(say('reason.why.goodware', { maker }));
  }
  if (type === 'domain' && popularity && popularity.rank <= POPULAR_RANK) {
    const { rank, list } = popularity;
    found.push(say('reason.why.popular', { rank, ranking: printable(list) }));
  }
  return found;
}

function namesOf(distributors: readonly string[]): string {
  const named = distributors.slice(0, MOST_DISTRIBUTORS).map((name) => printable(name));
  const others = distributors.length - named.length;
  const more = others === 0 ? '' : say('reason.more', { count: others });
  return `${named.join(', ')}${more}`;
}
