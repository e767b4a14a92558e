/** English sentences, and the key by which each is said; its named groups are the places in that text. */
export type Sayings = readonly (readonly [sentence: RegExp, key: string])[];

/**
 * Says in the language of the editor what Node-RED answers in English, as all errors are; what nobody
 * knows stays as it is.
 */
export function sayAs(node: Translating, sentence: string, sayings: Sayings): string {
  for (const [pattern, key] of sayings) {
    const found = pattern.exec(sentence);
    if (found) return node._(key, { ...found.groups });
  }
  return sentence;
}
