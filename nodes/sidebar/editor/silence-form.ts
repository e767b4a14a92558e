import { read } from '../../../editor/shared/durations';
import { make, makeButton, makeSelect, setText } from './elements';
import type { Words } from './views';

/** How long somebody is offered to have silence. */
const TIMES = ['1h', '8h', '1d', '7d'] as const;

/** What shall be silent. */
export type Scope = 'subject' | 'module' | 'all';

/** What was chosen: `time` is a duration such as `8h`. */
export interface Chosen {
  readonly time: string;
  readonly scope: Scope;
}

/**
 * Opens the form that asks how long what shall be silent, in an empty place. It takes the focus, and
 * `closed` is called when it is gone, whatever was chosen.
 */
export function openSilenceForm(
  place: HTMLElement,
  { say }: Words,
  { scopes, about }: { readonly scopes: readonly Scope[]; readonly about: string },
  { chosen, closed }: { readonly chosen: (what: Chosen) => void; readonly closed: () => void },
): void {
  const form = make('form', 'silence');
  form.setAttribute('aria-label', say('silence.title', { about }));
  const times = TIMES.map((time) => [time, say(`silence.${time}`)] as const);
  const time = makeSelect(say('silence.for'), [...times, ['', say('silence.other')]], showTyped);
  const typed = make('input');
  typed.type = 'text';
  typed.placeholder = say('silence.example');
  typed.setAttribute('aria-label', say('silence.typed'));
  const scope = makeSelect(
    say('silence.what'),
    scopes.map((each) => [each, say(`silence.${each}`)] as const),
    () => {},
  );
  const problem = make('div', 'problem');
  problem.setAttribute('role', 'alert');
  const done = makeButton(say('silence.start'), () => form.requestSubmit());
  const cancel = makeButton(say('silence.cancel'), close);
  form.append(time, typed, scope, done, cancel, problem);

  function showTyped(): void {
    typed.hidden = time.value !== '';
    if (!typed.hidden) typed.focus();
  }

  function close(): void {
    form.remove();
    closed();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wanted = time.value === '' ? typed.value.trim() : time.value;
    const length = read(wanted);
    if (length === undefined || length <= 0) {
      setText(problem, say('silence.problem'));
      typed.setAttribute('aria-invalid', 'true');
      typed.focus();
      return;
    }
    const what = scopes.find((each) => each === scope.value) ?? 'subject';
    close();
    chosen({ time: wanted, scope: what });
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });
  showTyped();
  place.replaceChildren(form);
  time.focus();
}
