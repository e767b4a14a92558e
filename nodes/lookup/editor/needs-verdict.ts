import { input } from '../../../editor/shared/dialog';
import { nodesAfter } from '../../../editor/shared/unwired';

/** What does nothing of use with a report alone. */
const NEED_VERDICT = new Set(['virustotal-gate', 'virustotal-raise']);

/** Says, before it is deployed, where a node gets reports that waits for a verdict. */
export function showNeed(node: EditedNode): void {
  const isNeeded = nodesAfter(node.id, 0).some(({ type }) => NEED_VERDICT.has(type));
  const output = input('output');
  const show = (): void => {
    const isMissing = isNeeded && output.val() !== 'verdict';
    $('#virustotal-lookup-needs-verdict').text(isMissing ? node._('hint.needsVerdict') : '');
  };
  output.on('change', show);
  show();
}
