/** What a secret is called wherever it stands in a name, in small letters and digits alone. */
const ANYWHERE =
  /pass(?:word|wd|phrase|code)|secret|token|authori[sz]ation|cookie|credential|bearer|session|(?:api|private|access|auth)key/;

/** What it is called at the end of a name, where more letters would make another word of it. */
const AT_END = /(?:signing|encryption|vt)keys?$/;

/** What is too short to be looked for in other words. */
const ALONE = new Set(['pass', 'pwd', 'auth', 'jwt']);

/**
 * Whether what goes by this name is nothing to be shown or kept: a password, a key, a cookie and the
 * like, however the words of the name are written and put together.
 */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return ANYWHERE.test(plain) || AT_END.test(plain) || ALONE.has(plain);
}
