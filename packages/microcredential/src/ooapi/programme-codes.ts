import type { AchievementDraft } from '../achievement/achievement.ts'
import type { Sector } from '../achievement/vocabulary.ts'
import { pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import { valueAt } from '../schema-findings.ts'

type Identifier = NonNullable<AchievementDraft['programmeIdentifiers']>[number]
export type CodeEntry = { codeType: string; code: string; path: string }

/** primaryCode and otherCodes as one list, loosely: one malformed code must not hide a good one. */
export function codesOf(document: unknown): CodeEntry[] {
  const others = valueAt(document, ['otherCodes'])
  const entries = [{ entry: valueAt(document, ['primaryCode']), path: ['primaryCode'] }, ...(Array.isArray(others) ? others.slice(0, 50) : []).map((entry: unknown, at) => ({ entry, path: ['otherCodes', String(at)] }))]
  return entries.flatMap(({ entry, path }) => {
    const [codeType, code] = [valueAt(entry, ['codeType']), valueAt(entry, ['code'])]
    return typeof codeType === 'string' && (typeof code === 'string' || typeof code === 'number') ? [{ codeType, code: String(code), path: pointer([...path, 'code']) }] : []
  })
}

/**
 * Codes by which a register knows a programme: programme_code of v6 is RIO's, crohoCreboCode of v5 is CREBO's in the mbo and CROHO's in
 * hbo and wo. The institution's own codes (programCode, identifier) are none of these.
 */
export function readProgrammeCodes(document: unknown, sector: Sector | undefined): Taken<Identifier[]> {
  const findings: Finding[] = []
  const identifiers = codesOf(document).flatMap(({ codeType, code, path }): Identifier[] => {
    if (codeType === 'programme_code') return [{ scheme: 'rio', code }]
    if (codeType !== 'crohoCreboCode') return []
    if (sector !== undefined) return [{ scheme: sector === 'mbo' ? 'crebo' : 'croho', code }]
    findings.push(notTakenOver(path, 'Het is niet te zien of dit een CREBO- of een CROHO-code is, omdat de sector ontbreekt.', 'It cannot be seen whether this is a CREBO or a CROHO code, because the sector is missing.'))
    return []
  })
  return { value: identifiers.length > 0 ? identifiers : undefined, findings }
}
