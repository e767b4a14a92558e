const PREFIX = 'virustotal-sidebar';

/** An element with a class of ours, `row` for `virustotal-sidebar-row`, and a text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  name = '',
  text = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (name !== '') made.className = `${PREFIX}-${name}`;
  if (text !== '') made.textContent = text;
  return made;
}

export function makeButton(label: string, act: () => void, spoken = label): HTMLButtonElement {
  const button = make('button');
  button.type = 'button';
  button.className = 'red-ui-button red-ui-button-small';
  setText(button, label);
  if (spoken !== label) button.setAttribute('aria-label', spoken);
  button.addEventListener('click', act);
  return button;
}

/** Changes nothing where it says so already: whatever is drawn anew costs, and is read out anew. */
export function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

/** A choice of several, the first of which is the one that it begins with. */
export function makeSelect(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  changed: () => void,
): HTMLSelectElement {
  const select = make('select');
  select.setAttribute('aria-label', label);
  for (const [value, text] of options) {
    const option = make('option', '', text);
    option.value = value;
    select.append(option);
  }
  select.addEventListener('change', changed);
  return select;
}
