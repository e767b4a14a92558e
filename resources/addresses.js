/** What the dialogs know of lists of mail addresses. Each page that asks for one loads it. */
globalThis.virustotalAddresses = (() => {
  const ADDRESS = /^[^\s\p{C}@<>,;:"()\\]+@[^\s\p{C}@<>,;:"().\\]+(\.[^\s\p{C}@<>,;:"().\\]+)*$/u;
  const NAMED = /^(?:"(?:[^"\\@]|\\[^@])*"|\([^()"<>@\\]*\)|[^()"<>@\\])*<([^<>]*)>$/;

  /** Splits at line ends, commas and semicolons, but not inside a quoted name. */
  function split(text) {
    const parts = String(text || '').split(/[\n,;](?=(?:[^"]*"[^"]*")*[^"]*$)/);
    return parts.map((part) => part.trim()).filter(Boolean);
  }

  /** `address`, or `Name <address>`; a name with an `@` in it would be a second address. */
  function isAddress(text) {
    const named = NAMED.exec(text);
    return ADDRESS.test(named ? named[1].trim() : text);
  }

  /** A variable that is the whole field does not come here: the editor accepts it before. */
  function hasVariable(text) {
    return /\$\{\w+\}/.test(text);
  }

  /** The validator of a property that is such a list, or empty. */
  function validate(value, _options) {
    const parts = split(value);
    const variable = parts.find(hasVariable);
    if (variable) return this._('error.variable', { variable });
    const wrong = parts.find((part) => !isAddress(part));
    return wrong === undefined || this._('error.address', { address: wrong });
  }

  return { split, validate };
})();
