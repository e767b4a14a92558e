import { sayAs, type Sayings } from '../../../editor/shared/answers/say-as';
import { readReason, readUndetermined } from '../read-reason';
import { levelInWords, ruleInWords } from './rule-in-words';

/** Says the reason of a rule in the language of the editor; one of another form stays as it is. */
export function sayReason(node: Translating, reason: string): string {
  const undetermined = readUndetermined(reason);
  if (undetermined !== undefined) {
    const { wanted, why } = undetermined;
    return node._('reason.undetermined', {
      wanted: ruleInWords(node, wanted),
      why: sayWhy(node, why),
    });
  }
  const compared = readReason(reason);
  if (compared === undefined) return reason;
  const { holds, shown } = compared;
  const wanted = ruleInWords(node, compared.wanted);
  const value = { wanted, shown: shownInWords(node, compared.wanted, shown) };
  return node._(holds ? 'reason.holds' : 'reason.doesNotHold', value);
}

/** A level, and a list with nothing in it, are said by us; all else is data. */
function shownInWords(node: Translating, wanted: string, shown: string): string {
  if (wanted.startsWith('level ')) return levelInWords(node, shown);
  const isOfList = /^(?:category|engine) /.test(wanted);
  return isOfList && shown === 'empty' ? node._('reason.empty') : shown;
}

/** Why a rule cannot be compared, by what `src/verdict/gate` and `src/regular-expression` say. */
const WHYS: Sayings = [
  [/^there is no verdict$/, 'why.noVerdict'],
  [/^there is no level$/, 'why.noLevel'],
  [/^it is missing$/, 'why.missing'],
  [/^it is not a number$/, 'why.noNumber'],
  [/^the rule's value is not a number$/, 'why.wantsNoNumber'],
  [/^it is neither text nor number$/, 'why.neither'],
  [/^it is no regular expression$/, 'why.noExpression'],
  [/^the regular expression takes too long$/, 'why.tooLong'],
  [/^the regular expression took too long \d+ times/, 'why.rests'],
  [/^other regular expressions have taken the time/, 'why.noTimeLeft'],
  [/^(?<op>\S+) does not compare numbers$/, 'why.comparesNoNumbers'],
  [/^(?<op>\S+) does not compare texts$/, 'why.comparesNoTexts'],
];

const VERDICT_IS = /^the verdict is (.*)$/s;

function sayWhy(node: Translating, why: string): string {
  const [, level] = VERDICT_IS.exec(why) ?? [];
  if (level === undefined) return sayAs(node, why, WHYS);
  return node._('why.verdictIs', { level: levelInWords(node, level) });
}
