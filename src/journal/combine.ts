import { bothAlerts } from './alert-notes';
import { addHour, newHour } from './hours';
import { lastOf, type Item, type Kind, type Notes } from './item';
import { bothMails } from './mail-notes';
import { bothVerdicts } from './verdict-notes';

/** What two notes about the same say together, the one that was noted last after the other. */
export const BOTH: { readonly [Of in Kind]: (earlier: Notes[Of], later: Notes[Of]) => Notes[Of] } =
  {
    verdict: bothVerdicts,
    alert: bothAlerts,
    mail: bothMails,
    hour(earlier, later) {
      const sum = newHour(later.at);
      addHour(sum, later);
      addHour(sum, earlier);
      return sum;
    },
  };

/** What two processes have noted about the same; which of them was later shows the note. */
export function ofBoth<Of extends Kind>(one: Item<Of>, other: Item<Of>): Item<Of> {
  const isOlder = lastOf(one) < lastOf(other);
  const [earlier, later] = isOlder ? [one, other] : [other, one];
  const { kind, name } = later;
  return { kind, name, note: BOTH[kind](earlier.note, later.note) };
}
