/** What a variable of the environment holds; `undefined` where there is none. */
type ValueOf = (name: string) => string | undefined;

/** A variable of the environment is not set. */
export class UnsetVariableError extends Error {
  constructor(readonly variable: string) {
    super(`the environment variable ${variable} is not set`);
  }
}

const VARIABLE = /\$\{(\w+)\}/g;

/**
 * Fills variables of the environment, written `${NAME}`, into the URL of a database, which may be one as
 * a whole. In front of the `@` one stands for a user or a password as it is, with all its characters;
 * elsewhere, or where it is both, it is a part of the URL. Throws `UnsetVariableError`.
 */
export function fillUrl(url: string, valueOf: ValueOf): string {
  const {
    scheme = '',
    signIn,
    rest = url,
  } = /^(?<scheme>[a-z]+:\/\/)(?:(?<signIn>[^/?#]*)@)?(?<rest>.*)$/is.exec(url)?.groups ?? {};
  const fill = (text: string, write: (value: string) => string): string =>
    text.replace(VARIABLE, (_whole, name: string) => {
      const value = valueOf(name);
      if (value === undefined) throw new UnsetVariableError(name);
      return write(value);
    });
  if (signIn === undefined) return scheme + fill(rest, asItIs);
  const write = signIn.includes(':') ? encodeURIComponent : asItIs;
  return `${scheme}${fill(signIn, write)}@${fill(rest, asItIs)}`;
}

function asItIs(value: string): string {
  return value;
}
