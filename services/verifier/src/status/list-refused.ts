import type { Finding, RecognisedIssuer, TrustSource } from '../judging/index.ts'

/** A list that could not be used, as the finding to which it leads. */
export class ListRefused extends Error {
  readonly finding: Exclude<Finding<'status'>, { outcome: 'passed' }>
  constructor(finding: Exclude<Finding<'status'>, { outcome: 'passed' }>) {
    super('the status list cannot be used')
    this.name = 'ListRefused'
    this.finding = finding
  }
}

/** A list of another kind than was asked for, or of none that is known. */
export function unreadable(): ListRefused {
  return new ListRefused({ outcome: 'unknown', code: 'status_list_unreadable' })
}

/**
 * The key of the issuer that signed a list. Throws ListRefused: a list that names another issuer, or a key that is not the issuer's, is not
 * genuine; a key that cannot be had leaves it open.
 */
export async function findListKey(
  findKey: TrustSource['findKey'],
  issuer: RecognisedIssuer,
  list: { readonly issuer: string | undefined; readonly kid: string | undefined; readonly x5c: readonly string[] | undefined },
): Promise<Extract<Awaited<ReturnType<TrustSource['findKey']>>, { outcome: 'passed' }>['key']> {
  if (list.issuer !== undefined && list.issuer !== issuer.identifier) throw new ListRefused({ outcome: 'failed', code: 'status_list_not_genuine' })
  const found = await findKey(issuer, { kid: list.kid, x5c: list.x5c })
  if (found.outcome === 'passed') return found.key
  throw new ListRefused(found.outcome === 'failed' ? { outcome: 'failed', code: 'status_list_not_genuine' } : { outcome: 'unknown', code: 'status_list_key_unavailable' })
}
