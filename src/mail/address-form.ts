/** What an atom is made of (RFC 5322, 3.2.3), and what is not ASCII (RFC 6532, 3.2) if visible. */
const ATOM = String.raw`(?:[\w!#$%&'*+/=?^\x60{|}~-]|[^\s\p{C}\p{ASCII}])+`;

/** Nothing invisible, and no empty label in the domain. */
const LABEL = String.raw`[^\s\p{C}@<>,;:()\\"'‘’“”.]+`;

/** Before the `@` a dot-atom: the quotes of what needs any are lost to whoever reads addresses. */
const ADDRESS = new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})*$`, 'u');

/** Whether a text is one mail address, with no name beside it. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}
