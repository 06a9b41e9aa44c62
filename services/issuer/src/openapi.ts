import { randomBytes } from 'node:crypto'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { writeOpenApi } from '@eduwallet/service-shell'
import { buildIssuer } from './app.ts'
import { wireIssuerInMemory } from './wiring.ts'

/** The OpenAPI document of all doors, as YAML: the content of openapi/issuer.yaml. The same bytes as long as the doors are the same. */
export async function issuerOpenApi(): Promise<string> {
  const app = buildIssuer(await wireIssuerInMemory({
    config: {
      publicUrl: 'https://issuer.example.org', mode: 'sandbox', logLevel: 'silent',
      statusListTtlSeconds: 30, statusListSize: 131_072, draft15Wallets: false,
    },
    kek: parseKeyEncryptionKey(randomBytes(32).toString('base64url')),
    operatorToken: randomBytes(32).toString('base64url'),
    onError: () => {},
  }))
  try {
    return await writeOpenApi(app)
  } finally {
    await app.close()
  }
}
