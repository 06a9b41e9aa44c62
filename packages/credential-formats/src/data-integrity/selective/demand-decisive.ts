import { DataIntegrityError } from '../errors.ts'
import { termsOf } from './terms.ts'

const VCDM = 'https://www.w3.org/2018/credentials#'
const STATUS = `<${VCDM}credentialStatus>`
/** What says whether a credential holds at all. VCDM 2.0 #issuer, #validity-period, #status; VCDM 1.1 #issuance-date, #expiration */
const DECISIVE: ReadonlySet<string> = new Set([STATUS, ...['issuer', 'validFrom', 'validUntil', 'issuanceDate', 'expirationDate'].map((name) => `<${VCDM}${name}>`)])

/**
 * Demands that the holder could not have left out what is shown of issuer, period and status: where one statement about them is the holder's to choose,
 * so is the one that says that the credential has ended or was revoked. A credential that another one carries (an endorsement) is shown or left out as a whole.
 * Throws DataIntegrityError DI_DISCLOSURE.
 * @param mandatory statements that are always shown
 * @param chosen statements that the holder chose to show
 */
export function demandDecisive(mandatory: readonly string[], chosen: readonly string[]): void {
  const all = [...mandatory, ...chosen].map(parts)
  const carried = new Set(all.map(({ object }) => object))
  const entries = new Set(all.flatMap(({ subject, predicate, object }) => predicate === STATUS && !carried.has(subject) ? [object] : []))
  for (const { subject, predicate } of chosen.map(parts)) {
    if ((DECISIVE.has(predicate) && !carried.has(subject)) || entries.has(subject)) throw new DataIntegrityError('DI_DISCLOSURE', 'issuer, period and status are not the holder\'s to leave out')
  }
}

function parts(line: string): { subject: string; predicate: string; object: string } {
  const [subject = '', predicate = '', object = ''] = termsOf(line.trimEnd())
  return { subject, predicate, object }
}
