import { fault } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { guideFor } from './field-guide.ts'

/** The finding that a field is not there, with what to do about it. */
export function missing(path: string): Finding {
  const field = guideFor(path)
  return field
    ? fault(path, 'MISSING', `Nog niet ingevuld: ${field.name.nl}. ${field.fill.nl}`, `Not filled in yet: ${field.name.en}. ${field.fill.en}`)
    : fault(path, 'MISSING', 'Dit veld is nog niet ingevuld. Vul het in.', 'This field is not filled in yet. Fill it in.')
}
