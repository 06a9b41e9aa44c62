import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { issuerOpenApi } from './openapi.ts'

/** Writes openapi/issuer.yaml. CI runs this and fails when the file in the repository differs. */
await writeFile(path.join(import.meta.dirname, '..', '..', '..', 'openapi', 'issuer.yaml'), await issuerOpenApi())
