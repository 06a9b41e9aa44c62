import type { Concern } from '../concern.ts'

/** What is wrong with a document of the W3C data model, one code a fault. Closed: callers switch on it. */
export type VcdmErrorCode =
  | 'VCDM_NOT_AN_OBJECT'
  /** `@context` is missing, has another first entry, or an entry that can be no context. */
  | 'VCDM_CONTEXT'
  /** `type` does not name the kind of document that is expected here. */
  | 'VCDM_TYPE'
  | 'VCDM_MEMBER_MISSING'
  | 'VCDM_MEMBER_MALFORMED'
  /** An identifier that is not one URL. */
  | 'VCDM_URL'
  /** The end of validity lies before its beginning. */
  | 'VCDM_PERIOD'
  /** An enveloped document that is not a data: URL of a format known here. */
  | 'VCDM_ENVELOPE'
  | 'VCDM_NOT_YET_VALID'
  | 'VCDM_EXPIRED'

const concernOf = {
  VCDM_NOT_AN_OBJECT: 'text',
  VCDM_CONTEXT: 'context',
  VCDM_TYPE: 'kind',
  VCDM_MEMBER_MISSING: 'claims',
  VCDM_MEMBER_MALFORMED: 'claims',
  VCDM_URL: 'claims',
  VCDM_PERIOD: 'claims',
  VCDM_ENVELOPE: 'text',
  VCDM_NOT_YET_VALID: 'not_yet_valid',
  VCDM_EXPIRED: 'expired',
} as const satisfies Record<VcdmErrorCode, Concern>

/** A credential or presentation that the data model does not allow. The message names the rule and the member, never a value. */
export class VcdmError extends Error {
  readonly code: VcdmErrorCode
  readonly concern: Concern
  /** Where it is, in names of the data model and places in lists: `credentialSubject[1].id`. Empty for the whole document. */
  readonly member: string
  constructor(code: VcdmErrorCode, member: string, rule: string) {
    super(member === '' ? rule : `${member} ${rule}`)
    this.name = 'VcdmError'
    this.code = code
    this.concern = concernOf[code]
    this.member = member
  }
}
