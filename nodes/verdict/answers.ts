/** Names that reports have brought, for who writes rules about them; all of them are from outside. */
export interface SeenNames {
  readonly engines: readonly string[];
  readonly categories: readonly string[];
}
