/** The members that are there. Open Badges and CLR demand that what is absent is left out, never null (docformat #serialization). */
export function withoutAbsent<Members extends Record<string, unknown>>(members: Members): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as { [Name in keyof Members]?: Exclude<Members[Name], undefined> }
}

/** The list when it has something in it. */
export function unlessEmpty<Item>(list: readonly Item[] | undefined): Item[] | undefined {
  return list === undefined || list.length === 0 ? undefined : [...list]
}

/** The object when it has something in it. */
export function unlessBare<Members extends object>(members: Members): Members | undefined {
  return Object.keys(members).length === 0 ? undefined : members
}
