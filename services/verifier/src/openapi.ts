import { randomBytes } from 'node:crypto'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { createOutbound } from '@eduwallet/outbound'
import { writeOpenApi } from '@eduwallet/service-shell'
import { buildVerifier } from './app.ts'
import { wireVerifierInMemory } from './wiring.ts'

/** The OpenAPI document of all doors, as YAML: the content of openapi/verifier.yaml. The same bytes as long as the doors are the same. */
export async function verifierOpenApi(): Promise<string> {
  const { rooms, close } = await wireVerifierInMemory({
    config: { publicUrl: 'https://verifier.example.org', mode: 'sandbox', requestLifetimeSeconds: 600 },
    kek: parseKeyEncryptionKey(randomBytes(32).toString('base64url')),
    operatorToken: randomBytes(32).toString('base64url'),
    outbound: createOutbound(),
    onError: () => {},
  })
  const app = buildVerifier(rooms, { logLevel: 'silent' })
  try {
    return await writeOpenApi(app)
  } finally {
    await app.close()
    await close()
  }
}
