/** Where the reference messages of the sector are, for tests that use them; they are not part of this repository. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = process.env['EDUWALLET_REFERENCE_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))

/** Why a test that needs the reference data cannot run. */
export const referenceDataAbsent = 'the reference data is not there (set EDUWALLET_REFERENCE_DATA to its folder)'

/** True when the folder is there. */
export const hasReferenceData = existsSync(folder)

/** A file of the reference data as JSON. */
export function referenceData(path: string): unknown {
  return JSON.parse(referenceText(path))
}

/** A file of the reference data as it is. */
export function referenceText(path: string): string {
  return readFileSync(`${folder}/${path}`, 'utf8')
}
