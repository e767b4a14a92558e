/** Why Node-RED did not do what it was asked for. */
export interface Refusal {
  /** Of HTTP; 0 where there is no answer. */
  readonly status: number;
  readonly code?: string;
  /** A sentence; absent where it is not our package that answers. */
  readonly message?: string;
  /** When it may go better; ISO 8601. */
  readonly retryAt?: string;
  /** What is wrong with the network, by a word of ours. */
  readonly trouble?: string;
  /** The property that cannot be used as it is. */
  readonly property?: string;
}

/** What a request that failed was answered with. */
export function refusalOf(response: JQuery.jqXHR): Refusal {
  const answer: Partial<Refusal> = response.responseJSON || {};
  return { ...answer, status: response.status };
}

/** Whether an element is still in the page: another dialog may be open by the time of an answer. */
export function isShown(element: JQuery): boolean {
  return element.closest(document.documentElement).length > 0;
}

/** What becomes of a request. */
interface Ends<Answer> {
  readonly done: (answer: Answer) => void;
  readonly refused: (refusal: Refusal) => void;
}

/**
 * Asks Node-RED by a button, which cannot be pressed meanwhile; `sent` goes along as JSON. Nobody
 * hears of it once the button is gone.
 */
export function askBy<Answer>(
  button: JQuery,
  url: string,
  { done, refused }: Ends<Answer>,
  sent?: object,
): void {
  button.prop('disabled', true);
  $.ajax({ method: 'POST', url, ...(sent && asJson(sent)) })
    .done((answer: Answer) => {
      if (isShown(button)) done(answer);
    })
    .fail((response) => {
      if (isShown(button)) refused(refusalOf(response));
    })
    .always(() => {
      button.prop('disabled', false);
    });
}

/** How jQuery sends a value as JSON, which is what Node-RED reads. */
function asJson(sent: object): JQuery.AjaxSettings {
  return { contentType: 'application/json', data: JSON.stringify(sent) };
}
