import { input } from '../../../editor/shared/dialog';
import { automaticTarget, whatIsLost, type Reading } from '../target';

/** What a typed input shows, while it is typed. */
function shown(property: string): string {
  return input(property).typedInput('value').trim();
}

function textOfField(property: string): string {
  return String(input(property).val() ?? '');
}

function whatIsWritten(node: Translating): string {
  switch (textOfField('output')) {
    case 'verdict':
      return node._('what.verdict');
    case 'text':
      return node._('what.text');
    default:
      return node._('what.report');
  }
}

/** Says where the answer goes, and what of the message it overwrites. */
function sentence(node: Translating): string {
  const reading: Reading = {
    property: shown('property'),
    propertyType: input('property').typedInput('type'),
    source: textOfField('source'),
    output: textOfField('output'),
  };
  const target = shown('target') || automaticTarget(reading);
  const marks = { what: whatIsWritten(node), target };
  switch (whatIsLost(target, reading)) {
    case 'indicator':
      return node._('loss.indicator', marks);
    case 'event':
      return node._('loss.event', marks);
    case 'payload':
      return node._('loss.payload', marks);
    case 'nothing':
      return node._('loss.nothing', marks);
  }
}

/** Keeps the sentence under the field of the target true, whatever is changed in the dialog. */
export function showLoss(node: Translating): void {
  const place = $('#virustotal-lookup-loss');
  const show = (): void => void place.text(sentence(node));
  place.closest('.virustotal-form').on('change keyup input', show);
  show();
}
