/** How a view says something in the language of the editor. */
export interface Words {
  readonly say: (key: string, marks?: Record<string, string | number>) => string;
  /** A time (ms UTC) by the clock of this machine. */
  readonly time: (at: number) => string;
  /** How long ago a time was, in a few words. */
  readonly age: (at: number) => string;
}

/** What a colour tells: whether somebody has to look at it. */
export type Tone = 'bad' | 'doubtful' | 'good' | 'quiet';

/** What a button of a row does. */
export type ActionName = 'silence' | 'unsilence' | 'acknowledge' | 'again' | 'send' | 'forget';

export interface ActionView {
  readonly name: ActionName;
  readonly label: string;
  /** The label for those who hear it without what stands around. */
  readonly spoken: string;
}

/** What a row says. It is text, whatever is in it. */
export interface RowView {
  /** By what it is known as long as it is shown. */
  readonly key: string;
  readonly tone: Tone;
  readonly badge: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** A page about it. */
  readonly link?: string;
  /** The node that it comes from. */
  readonly node?: string;
  readonly actions: readonly ActionView[];
}

export function actionsOf(
  { say }: Words,
  names: readonly ActionName[],
  about: string,
): readonly ActionView[] {
  return names.map((name) => {
    const label = say(`action.${name}`);
    return { name, label, spoken: `${label}: ${about}` };
  });
}

/** What is made up says so. */
export function titleOf({ say }: Words, shown: string, simulated: boolean): string {
  return simulated ? say('row.demo', { text: shown }) : shown;
}
