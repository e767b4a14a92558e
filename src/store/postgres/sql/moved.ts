/** What was taken over from the stores of single processes, each by the name of its content. */
export function movedTable(schema: string): string {
  return `
CREATE TABLE ${schema}.moved (id text COLLATE "C" PRIMARY KEY, at float8 NOT NULL);
`;
}
