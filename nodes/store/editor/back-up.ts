import { askBy, type Refusal } from '../../../editor/shared/requests';
import type { MadeBackup } from '../answers';

/** The button that makes a backup of the store as it is deployed. */
export function offerBackup(node: EditedNode): void {
  const button = $('#virustotal-store-backup');
  const told = $('.virustotal-store-told');

  function tell(text: string, isRefusal = false): void {
    told.toggleClass('virustotal-store-refused', isRefusal).text(text);
  }

  button.on('click', () => {
    tell(node._('backup.making'));
    askBy<MadeBackup>(button, `virustotal/stores/${encodeURIComponent(node.id)}/backup`, {
      done: ({ file }) => tell(node._('backup.made', { file })),
      refused: (refusal) => tell(whyNot(node, refusal), true),
    });
  });
}

/** Why there is no backup, in a sentence. */
function whyNot(node: Translating, { code, status, message }: Refusal): string {
  if (code === 'not-deployed') return node._('backup.deployFirst');
  if (status === 401) return node._('backup.forbidden');
  return message ?? node._('backup.noAnswer');
}
