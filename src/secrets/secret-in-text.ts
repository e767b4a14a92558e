import { SECRET_PATHS, SHAPES } from './shapes';

/** What kind of secret a text holds, going by its look alone; `undefined` where it seems to hold none. */
export function secretIn(text: string): string | undefined {
  return SHAPES.find(([, pattern]) => pattern.test(text))?.[0];
}

/**
 * What kind of secret the path of a URL is, for the services that let in whoever knows one.
 * `host` is in small letters, `path` begins with a slash.
 */
export function secretInPath(host: string, path: string): string | undefined {
  const found = SECRET_PATHS.find(([, hosts, paths]) => hosts.test(host) && paths.test(path));
  return found?.[0];
}
