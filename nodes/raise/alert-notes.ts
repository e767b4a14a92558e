import type { Alert, Detected } from '../../src/alert/alert';
import type { AlertFate, Journal } from '../../src/journal/journal';

/** What a message says of an alert. */
interface NotedAlert extends Detected, Partial<Pick<Alert, 'severity' | 'quietUntil'>> {
  readonly id: string;
}

/** Writes into the journal what became of an alert; `simulated`: the demonstration made it up. */
export type NoteAlert = (alert: NotedAlert, fate: AlertFate, simulated: boolean) => void;

export function createAlertNotes(journal: () => Journal, node: string): NoteAlert {
  return ({ id, module, detection, subject, severity, quietUntil }, fate, simulated) => {
    journal().alert({
      node,
      id,
      module,
      detection,
      subject,
      ...(severity !== undefined && { severity }),
      simulated,
      fate,
      ...(quietUntil !== undefined && { quietUntil: Date.parse(quietUntil) }),
    });
  };
}

/** What became of an alert that was decided about. */
export function fateOf({ reason }: Pick<Alert, 'reason'>): AlertFate {
  switch (reason) {
    case 'suppressed':
    case 'acknowledged':
    case 'silenced':
    case 'held':
      return reason;
    default:
      return 'raised';
  }
}
