/**
 * The value of a name in a template, or `undefined`: `.` is the innermost of `views`, a dotted name
 * is a field with dots in its name (flattened events have those) or goes down, and what the innermost does not have is looked for around it (mustache(5)).
 * Only own properties count, and functions are no values: a template reads a message, it runs
 * nothing (Mustache's own lookup calls them, and finds `constructor`).
 */
export function findField(name: string, views: readonly unknown[]): unknown {
  if (name === '.') return views.at(-1);
  return views.map((view) => lookUp(view, name)).findLast((value) => value !== undefined);
}

/**
 * The property `name` of an object or an item of a list. Where a getter of a function node's object
 * throws there is something, but nothing to see.
 */
export function readProperty(object: object, name: string | number): unknown {
  try {
    return Reflect.get(object, name);
  } catch {
    return '[unreadable]';
  }
}

function lookUp(view: unknown, name: string): unknown {
  const value = descend(view, [name]);
  return value === undefined ? descend(view, name.split('.')) : value;
}

function descend(view: unknown, path: readonly string[]): unknown {
  let value = view;
  for (const name of path) {
    if (value === null || value === undefined || !Object.hasOwn(Object(value), name)) {
      return undefined;
    }
    value = readProperty(Object(value), name);
  }
  return typeof value === 'function' ? undefined : value;
}
