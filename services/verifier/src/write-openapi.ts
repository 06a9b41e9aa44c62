import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { verifierOpenApi } from './openapi.ts'

/** Writes openapi/verifier.yaml. CI runs this and fails when the file in the repository differs. */
await writeFile(path.join(import.meta.dirname, '..', '..', '..', 'openapi', 'verifier.yaml'), await verifierOpenApi())
