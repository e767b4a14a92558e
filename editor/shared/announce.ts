const HEARD = 'virustotal-heard';

/** Gives a form the element that is read out; what is read out must be there before its text is. */
export function prepareAnnouncements(form: JQuery): void {
  if (form.children(`.${HEARD}`).length > 0) return;
  $('<div role="status"></div>').addClass(HEARD).appendTo(form);
}

/**
 * Says to those who hear the page what others see: that a row was added, say. Where the change
 * itself stands in an element with the role `status` or `alert`, it is read out without this.
 */
export function announce(sentence: string): void {
  $(`.virustotal-form > .${HEARD}`).last().text(sentence);
}
