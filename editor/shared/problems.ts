import { reasonAgainst } from './edited-node';
import { describeField, spokenField } from './names';

/**
 * Says of the fields that the editor has marked as wrong that they are, and under each why. The
 * editor itself says why to a pointer alone, once it rests on the field.
 */
export function showProblems(form: JQuery): void {
  form.find('input, select, textarea').each((_index, element) => {
    const field = $(element);
    const isWrong = field.is('.input-error');
    showReason(field, isWrong ? reasonAgainst(field) : undefined);
    if (isWrong) spokenField(field).attr('aria-invalid', 'true');
    else if (!field.is('.red-ui-typedInput-input')) spokenField(field).removeAttr('aria-invalid');
  });
}

function showReason(field: JQuery, reason: string | undefined): void {
  const id = `${field.attr('id')}-problem`;
  const shown = field.closest('.virustotal-form').find(`[id="${id}"]`);
  if (reason === undefined) {
    shown.remove();
  } else if (shown.length === 0) {
    $('<div class="virustotal-problem" role="alert"></div>')
      .attr('id', id)
      .text(reason)
      .appendTo(field.closest('.form-row'));
  } else if (shown.text() !== reason) {
    shown.text(reason);
  }
  describeField(field);
}
