import { linesOf, readListLine, type ListName } from '../../src/indicator/list-line';
import { textOf, validator } from './validator';

/** The validator of a list of indicators; `error` is the key of the reason, with a mark for the line. */
export function validList(list: ListName, error: string): Validator<Translating> {
  return validator((node, value) => {
    const wrong = linesOf(textOf(value)).find((line) => !readListLine(line, list));
    return wrong === undefined || node._(error, { line: wrong });
  });
}
