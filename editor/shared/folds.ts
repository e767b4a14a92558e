import { isAsNew, propertyOf } from './edited-node';

const LOOKED_AT = 'data-looked-at';

/**
 * Opens the folds of a form in which something is not as in a new node, once, and those in which a
 * field has become wrong. What does not apply, and is not shown for that, opens nothing.
 */
export function openFolds(form: JQuery): void {
  form.find('details.virustotal-fold').each((_index, element) => {
    const fold = $(element);
    if (isFirstLook(fold) && hasOwnValue(fold)) fold.prop('open', true);
    if (applying(fold, '.input-error').length > 0) fold.prop('open', true);
  });
}

function isFirstLook(fold: JQuery): boolean {
  const isFirst = fold.attr(LOOKED_AT) === undefined;
  fold.attr(LOOKED_AT, '');
  return isFirst;
}

function hasOwnValue(fold: JQuery): boolean {
  const held = (fold.attr('data-holds') ?? '').split(' ').filter(Boolean);
  const fields = applying(fold, 'input, select, textarea');
  const properties = fields.get().map((field) => propertyOf($(field)) ?? '');
  return [...held, ...properties].some((property) => property !== '' && !isAsNew(property));
}

/** Those elements of a fold that would be shown if it were open. */
function applying(fold: JQuery, selector: string): JQuery {
  return fold.find(selector).filter((_index, element) => {
    const rows = $(element).parentsUntil(fold);
    return rows.get().every((row) => $(row).css('display') !== 'none');
  });
}
