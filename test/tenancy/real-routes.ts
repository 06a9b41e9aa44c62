/** The routes that the services really have, from the services themselves: what no file describes is found here. */
import { randomBytes } from 'node:crypto'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { createOutbound } from '@eduwallet/outbound'
import { buildIssuer } from '../../services/issuer/src/app.ts'
import { wireIssuerInMemory } from '../../services/issuer/src/wiring.ts'
import { buildVerifier } from '../../services/verifier/src/app.ts'
import { wireVerifierInMemory } from '../../services/verifier/src/wiring.ts'

/** Every route of both services as `service METHOD /path/{parameter}`; without HEAD and OPTIONS, which come by themselves. */
export async function readRealRoutes(): Promise<string[]> {
  const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64url'))
  const operatorToken = randomBytes(32).toString('base64url')
  const onError = (): void => {}
  const issuer = buildIssuer(await wireIssuerInMemory({
    config: { publicUrl: 'http://localhost:8080', mode: 'sandbox', logLevel: 'silent', statusListTtlSeconds: 30, statusListSize: 1024, draft15Wallets: false }, kek, operatorToken, onError,
  }))
  const { rooms, close } = await wireVerifierInMemory({ config: { publicUrl: 'http://localhost:8081', mode: 'sandbox', requestLifetimeSeconds: 600 }, kek, operatorToken, outbound: createOutbound(), onError })
  const verifier = buildVerifier(rooms, { logLevel: 'silent' })
  try {
    await Promise.all([issuer.ready(), verifier.ready()])
    return [...routesIn(issuer.printRoutes({ commonPrefix: false }), 'issuer'), ...routesIn(verifier.printRoutes({ commonPrefix: false }), 'verifier')]
  } finally {
    await Promise.all([issuer.close(), verifier.close(), close()])
  }
}

/** Reads the tree that Fastify draws: four characters for each level, then a piece of the path and its methods. */
function routesIn(tree: string, service: string): string[] {
  const above: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', piece = '', methods] = /^((?:[│ ] {3})*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    if (piece === '') return []
    const depth = indent.length / 4
    above.length = depth
    above.push(piece)
    const path = above.join('').replaceAll(/:(\w+)/g, '{$1}').replace(/^\/assets\/[^/]+$/, '/assets/{name}')
    return (methods ?? '').split(', ').filter((method) => !['', 'HEAD', 'OPTIONS'].includes(method)).map((method) => `${service} ${method} ${path}`)
  })
}
