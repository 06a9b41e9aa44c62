/** What a learner filled in. Whatever else comes along, or comes twice, is as if it were not there; spaces in a code are, too. */
export function readDownload(body: unknown): { form: string | undefined; transactionCode: string | undefined } {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : []
  const textOf = (name: string): string | undefined => {
    const value: unknown = fields.find(([field]) => field === name)?.[1]
    return typeof value === 'string' ? value : undefined
  }
  const code = textOf('code')?.replaceAll(/\s/g, '')
  return { form: textOf('form'), transactionCode: code === undefined || code === '' ? undefined : code }
}
