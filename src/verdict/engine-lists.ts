/** The results without those of the engines that are ignored. */
export function leaveOut<Result extends { readonly engine: string }>(
  ignored: readonly string[],
  results: readonly Result[],
): readonly Result[] {
  if (ignored.length === 0) return results;
  const names = namesOf(ignored);
  return results.filter(({ engine }) => !names.has(engine.toLowerCase()));
}

/** The engines of `named` that are among `listed`, as `named` spells them. */
export function enginesAmong(
  named: readonly { readonly engine: string }[],
  listed: readonly string[],
): string[] {
  if (listed.length === 0) return [];
  const names = namesOf(listed);
  return named.filter(({ engine }) => names.has(engine.toLowerCase())).map(({ engine }) => engine);
}

/** Engines are named by hand, so case does not count. */
function namesOf(engines: readonly string[]): ReadonlySet<string> {
  return new Set(engines.map((engine) => engine.toLowerCase()));
}
