/**
 * Loaded into a process by `--require`: its time of day is `VT_CLOCK_SHIFT` milliseconds ahead of that
 * of this machine, for all that is in it. Clocks that only go on stay as they are.
 */
const shift = Number(process.env['VT_CLOCK_SHIFT']);
const RealDate = Date;
const realNow = Date.now;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [realNow() + shift] : args, newTarget),
  apply: () => new RealDate(realNow() + shift).toString(),
});
Date.now = () => realNow() + shift;
