import 'reflect-metadata'
import { generateKeyPair, randomBytes, webcrypto } from 'node:crypto'
import { promisify } from 'node:util'
import * as x509 from '@peculiar/x509'

/** What a TLS listener needs, PEM. */
export type TlsIdentity = { readonly key: string; readonly cert: string }

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAYS = 30
const generate = promisify(generateKeyPair)

/**
 * Makes a key and a certificate for `localhost` that it signs itself: for test programs that only speak https, and look at no certificate.
 * Nobody can rely on it, it is kept nowhere, and it is no key of any institution.
 */
export async function makeThrowawayTls({ now }: { now: () => Date }): Promise<TlsIdentity> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'P-256' })
  const notBefore = new Date(Math.floor(now().getTime() / 1000) * 1000)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `4${randomBytes(15).toString('hex')}0`,
    name: 'CN=localhost',
    notBefore,
    notAfter: new Date(notBefore.getTime() + DAYS * 86_400_000),
    signingAlgorithm: ALGORITHM,
    keys: {
      privateKey: await webcrypto.subtle.importKey('pkcs8', privateKey.export({ format: 'der', type: 'pkcs8' }), ALGORITHM, false, ['sign']),
      publicKey: await webcrypto.subtle.importKey('spki', publicKey.export({ format: 'der', type: 'spki' }), ALGORITHM, true, ['verify']),
    },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }, { type: 'ip', value: '127.0.0.1' }])],
  }, webcrypto)
  return { key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), cert: certificate.toString('pem') }
}
