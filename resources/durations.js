/** What the dialogs know of durations. Each page that asks for one loads it. */
globalThis.virustotalDurations = (() => {
  const MILLISECONDS = { ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000 };
  const HUNDRED_YEARS = 36525 * MILLISECONDS.d;

  /** The length of a duration in milliseconds, or undefined: what the runtime takes for one. */
  function read(value) {
    const text = String(value);
    if (!/^\s*(\d{1,9}(\.\d{1,3})?\s*(ms|[smhd])\s*)+$/.test(text)) return undefined;
    let total = 0;
    text.replace(/([\d.]+)\s*(ms|[smhd])/g, (_part, amount, unit) => {
      total += Number(amount) * MILLISECONDS[unit];
    });
    return total > HUNDRED_YEARS ? undefined : Math.round(total);
  }

  /** A duration in its largest whole unit: `1h` for an hour, `90m` for one and a half. */
  function write(milliseconds) {
    const unit = ['d', 'h', 'm', 's'].find((each) => milliseconds % MILLISECONDS[each] === 0);
    return unit ? milliseconds / MILLISECONDS[unit] + unit : `${milliseconds}ms`;
  }

  function lacksUnit(value) {
    return /^\s*(\d+(\.\d+)?\s*(ms|[smhd])\s*)*\d+(\.\d+)?\s*$/.test(String(value));
  }

  function check(node, value, least, error) {
    if (lacksUnit(value)) return node._('error.unit');
    return read(value) >= least || node._(error);
  }

  // Validators of a property. One that takes two arguments may give its reason, a text of the node.
  return {
    read,
    write,
    /** It is a duration of `least` milliseconds or more. */
    atLeast: (least, error) =>
      function validate(value, _options) {
        return check(this, value, least, error);
      },
    /** It is one, or empty. */
    emptyOrAtLeast: (least, error) =>
      function validate(value, _options) {
        return String(value || '').trim() === '' || check(this, value, least, error);
      },
  };
})();
