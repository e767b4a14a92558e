import type { Alert } from '../../src/alert/raise';
import type { AlertFate, Journal } from '../../src/journal/journal';

/** Writes into the journal what became of an alert; `simulated`: the demonstration made it up. */
export type NoteAlert = (
  alert: Pick<Alert, 'id' | 'module' | 'detection' | 'subject' | 'severity'> & {
    readonly quietUntil?: string;
  },
  fate: AlertFate,
  simulated: boolean,
) => void;

export function createAlertNotes(journal: () => Journal, node: string): NoteAlert {
  return ({ id, module, detection, subject, severity, quietUntil }, fate, simulated) => {
    journal().alert({
      node,
      id,
      module,
      detection,
      subject,
      severity,
      simulated,
      fate,
      ...(quietUntil !== undefined && { quietUntil: Date.parse(quietUntil) }),
    });
  };
}
