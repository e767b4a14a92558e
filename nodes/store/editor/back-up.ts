import { isShown, refusalOf, type Refusal } from '../../../editor/shared/requests';
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
    button.prop('disabled', true);
    $.ajax({
      method: 'POST',
      url: `virustotal/stores/${encodeURIComponent(node.id)}/backup`,
    })
      .done(({ file }: MadeBackup) => {
        if (isShown(button)) tell(node._('backup.made', { file }));
      })
      .fail((response) => {
        if (isShown(button)) tell(whyNot(node, refusalOf(response)), true);
      })
      .always(() => {
        button.prop('disabled', false);
      });
  });
}

/** Why there is no backup, in a sentence. */
function whyNot(node: Translating, { code, status, message }: Refusal): string {
  if (code === 'not-deployed') return node._('backup.deployFirst');
  if (status === 401) return node._('backup.forbidden');
  return message ?? node._('backup.noAnswer');
}
