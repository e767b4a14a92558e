const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEXADECIMAL = /^(?=.*\d)(?=.*[a-f])[\da-f]{24,}$/i;

/** Words and numbers change their kind of letter rarely: `Report-2026-Final` and `iPhone15ProMax`. */
const SHORTEST = 16;
const SHORTEST_PART = 10;
const LEAST_CHANGES = 5;
const CHANGE = /\d(?=[a-z])|[a-z](?=\d)|[a-z](?=[A-Z])|[A-Z](?=\d)|\d(?=[A-Z])|[A-Z]{2}(?=[a-z])/g;

/**
 * Whether a machine seems to have made up the text: hexadecimal, a UUID, or letters and digits so mixed
 * as in Base64. A name of a place, a sentence and a number are none.
 */
export function looksRandom(text: string): boolean {
  if (UUID.test(text) || HEXADECIMAL.test(text)) return true;
  if (text.length < SHORTEST || !/^[\w+/=.~-]+$/.test(text)) return false;
  return text.split(/[^\da-z]+/i).some(isMixed);
}

function isMixed(part: string): boolean {
  return part.length >= SHORTEST_PART && (part.match(CHANGE)?.length ?? 0) >= LEAST_CHANGES;
}
