import { askBy, type Refusal } from '../../../editor/shared/requests';
import { createTeller } from '../../../editor/shared/answers/teller';
import type { MadeBackup } from '../answers';

/** The button that makes a backup of the store as it is deployed. */
export function offerBackup(node: EditedNode): void {
  const button = $('#virustotal-store-backup');
  const tell = createTeller($('.virustotal-store-told'), 'virustotal-store-refused');

  button.on('click', () => {
    tell.good(node._('backup.making'));
    askBy<MadeBackup>(button, `virustotal/stores/${encodeURIComponent(node.id)}/backup`, {
      done: ({ file }) => tell.good(node._('backup.made', { file })),
      refused: (refusal) => tell.bad(whyNot(node, refusal)),
    });
  });
}

/** Why there is no backup, in a sentence. */
function whyNot(node: Translating, { code, status, message }: Refusal): string {
  if (code === 'nothing-kept') return node._('backup.nothingKept');
  if (code === 'not-available') return node._('backup.noFile');
  if (code === 'not-deployed') return node._('backup.deployFirst');
  if (status === 401) return node._('refusal.notAllowed');
  if (code === 'foreign-page') return node._('refusal.foreign-page');
  return message ?? node._('refusal.noAnswer');
}
