/** The steps of a request that a trace of the issuer shows. The rooms know nothing of it. */
import type { Tracing } from '@eduwallet/service-shell'
import type { InstitutionId } from './institutions/types.ts'
import type { InstitutionBooks, Register } from './register/index.ts'

/** The same register; each thing it is asked is a step, called by the book and its method. */
export function traceRegister(register: Register, { around, step }: Pick<Tracing, 'around' | 'step'>): Register {
  const traced = new Map<InstitutionId, InstitutionBooks>()
  const trace = (books: InstitutionBooks): InstitutionBooks => ({
    clients: around('clients', books.clients),
    signingKeys: around('signingKeys', books.signingKeys),
    achievements: around('achievements', books.achievements),
    sharing: around('sharing', books.sharing),
    images: around('images', books.images),
    associations: around('associations', books.associations),
    awards: around('awards', books.awards),
    resultBatches: around('resultBatches', books.resultBatches),
    offers: around('offers', books.offers),
    claims: around('claims', books.claims),
    issuance: around('issuance', books.issuance),
    files: around('files', books.files),
    readyMade: around('readyMade', books.readyMade),
    credentials: around('credentials', books.credentials),
    statusLists: around('statusLists', books.statusLists),
    journal: around('journal', books.journal),
    answers: around('answers', books.answers),
    forgetExpired: (at) => step('forgetExpired', () => books.forgetExpired(at)),
  })
  return {
    ...register,
    institutions: around('institutions', register.institutions),
    serviceKeys: around('serviceKeys', register.serviceKeys),
    forInstitution(id) {
      const books = traced.get(id) ?? trace(register.forInstitution(id))
      traced.set(id, books)
      return books
    },
    inOneTransaction: (work) => register.inOneTransaction((inner) => work(traceRegister(inner, { around, step }))),
  }
}

/** The same key; each signature is a step. */
export function traceSigner<Signs extends { sign(data: Uint8Array): Promise<Uint8Array> }>(signer: Signs, { step }: Pick<Tracing, 'step'>): Signs {
  return { ...signer, sign: (data) => step('sign', () => signer.sign(data)) }
}
