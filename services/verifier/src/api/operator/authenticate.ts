import { problem, type Shell } from '@eduwallet/service-shell'
import { secretMatches } from '../../employers/index.ts'

/** Lets nobody into this scope without the operator's token, compared in constant time with its hash. */
export function requireOperator(app: Shell, { tokenHash }: { tokenHash: string }): void {
  app.addHook('onRequest', async (request) => {
    const token = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined || !secretMatches(token, tokenHash)) {
      throw problem(401, 'unauthorised', 'The operator token is needed', { headers: { 'www-authenticate': 'Bearer' } })
    }
  })
}
