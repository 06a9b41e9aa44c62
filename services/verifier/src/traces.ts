/** The steps of a request that a trace of the verifier shows. The rooms know nothing of it. */
import type { Tracing } from '@eduwallet/service-shell'
import type { Around } from './wiring.ts'

/** What to put around the parts of the verifier: the case book, the way out, the key, and every check, each with what came of it. */
export function traceVerifier({ around, step }: Pick<Tracing, 'around' | 'step'>): Around {
  return {
    casebook: (casebook) => around('casebook', casebook),
    issuers: (issuers) => around('issuers', issuers),
    outbound: (outbound) => ({
      ...outbound,
      get: (url, options) => step('GET', () => outbound.get(url, options), { kind: 'client', attributes: hostOf(url) }),
    }),
    signer: (signer) => ({ ...signer, sign: (data) => step('sign', () => signer.sign(data)) }),
    check: (name, make) => step(`check ${name}`, make, {
      tell: (finding) => ({ 'eduwallet.outcome': finding.outcome, ...(finding.outcome === 'passed' ? {} : { 'eduwallet.code': finding.code }) }),
    }),
  }
}

/** Who is asked, and never for what. */
function hostOf(url: string): Record<string, string> {
  return URL.canParse(url) ? { 'server.address': new URL(url).hostname } : {}
}
