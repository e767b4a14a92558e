import { sayAs, type Sayings } from '../../../editor/shared/answers/say-as';

/** What Mustache and `src/mail/content/template.ts` say of a template that they cannot read. */
const PROBLEMS: Sayings = [
  [/^Unclosed tag at (?<place>\d+)$/, 'template.unclosedTag'],
  [/^Unclosed section "(?<name>.*)" at \d+$/s, 'template.unclosedSection'],
  [/^Unopened section "(?<name>.*)" at \d+$/s, 'template.unopenedSection'],
  [/^A tag has no name$/, 'template.noName'],
  [/^There are no partials here: (?<name>.*)$/s, 'template.partial'],
];

export function templateProblem(node: Translating, problem: string): string {
  return sayAs(node, problem, PROBLEMS);
}
