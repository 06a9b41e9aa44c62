import { isIP } from 'node:net'
import {
  certificateHash,
  createSandboxCa,
  generateSealedKey,
  issueCertificate,
  openSealedKey,
  readCertificateChain,
  sealPrivateKeyPem,
  type KeyEncryptionKey,
  type Signer,
} from '@eduwallet/keys'
import { AskError } from './errors.ts'
import type { KeyBook, StoredKey } from './key-book.ts'
import type { ClientIdPrefix } from './types.ts'

const KEY_CONTEXT = 'verifier/request-signing'
const DAY = 86_400_000
const CERTIFICATE_DAYS = 365
/** A certificate of our own that ends sooner than this is replaced at the next start */
const RENEWAL_DAYS = 30

/** Who this verifier is to wallets: one signing key, under every name that can be proven for it. */
export type Identity = {
  readonly signer: Signer
  readonly did: string
  /** The full client identifier for each prefix that can be used */
  readonly clientIds: Readonly<Partial<Record<ClientIdPrefix, string>>>
  /** PEM; the anchor that a wallet in a sandbox must trust */
  readonly sandboxCaPem?: string | undefined
}

export type OpeningIdentity = {
  readonly book: KeyBook
  readonly kek: KeyEncryptionKey
  readonly now: () => Date
  readonly publicUrl: string
  /** The did:web of `publicUrl` */
  readonly did: string
  /** Whether this verifier may make certificates for itself */
  readonly sandbox: boolean
  /** A certificate from a real authority; with its key when that was not made here. PEM */
  readonly configured?: { readonly chainPem: string; readonly keyPem?: string | undefined } | undefined
}

/**
 * Opens the verifier's signing key and what proves whose it is. At the first start a key is made and stored sealed;
 * a sandbox also makes a certificate authority and a certificate. Without a certificate (production, none
 * configured) only the `decentralized_identifier` prefix can be used.
 * Throws AskError ASK_IDENTITY_UNUSABLE when the configured certificate does not name this host or has expired;
 * KeyError, ChainError when key or certificate cannot be read or do not belong together.
 */
export async function openIdentity(opening: OpeningIdentity): Promise<Identity> {
  const { kek, book, now, publicUrl, did, sandbox, configured } = opening
  const host = new URL(publicUrl).hostname
  if (configured) {
    const key = configured.keyPem === undefined ? await ownKey(opening) : sealPrivateKeyPem(kek, configured.keyPem, KEY_CONTEXT)
    const { x5c, leaf, names } = readCertificateChain(configured.chainPem)
    if (!names.dnsNames.includes(host)) throw new AskError('ASK_IDENTITY_UNUSABLE', `the configured certificate is not for ${host}`)
    if (leaf.notAfter <= now() || leaf.notBefore > now()) throw new AskError('ASK_IDENTITY_UNUSABLE', 'the configured certificate is not valid now')
    return compose({ host, did, signer: await openSealedKey(kek, { ...key, x5c }, KEY_CONTEXT) })
  }
  const key = await ownKey(opening)
  if (!sandbox) return compose({ host, did, signer: await openSealedKey(kek, key, KEY_CONTEXT) })
  const ca = (await book.findCa()) ?? (await book.keepCa(await createSandboxCa(kek, { commonName: 'Eduwallet verifier sandbox CA', country: 'NL', now }), now()))
  const certificatePem = isCurrent(key, host, now()) ? key.certificatePem : await certify(opening, { ca, key, host })
  const { x5c } = readCertificateChain(certificatePem)
  return { ...compose({ host, did, signer: await openSealedKey(kek, { ...key, x5c }, KEY_CONTEXT) }), sandboxCaPem: ca.certificatePem }
}

async function ownKey({ book, kek, now }: OpeningIdentity): Promise<StoredKey> {
  return (await book.findKey()) ?? (await book.keepKey(await generateSealedKey(kek, KEY_CONTEXT), now()))
}

async function certify(
  { book, kek, now, did }: OpeningIdentity,
  { ca, key, host }: { ca: { sealedPrivateKey: string; certificatePem: string }; key: StoredKey; host: string },
): Promise<string> {
  const certificatePem = await issueCertificate(
    { ...ca, kek },
    {
      subject: { commonName: host, organization: 'Eduwallet sandbox', country: 'NL' },
      publicJwk: key.publicJwk,
      dnsNames: [host],
      uris: [did],
      notBefore: now(),
      notAfter: new Date(now().getTime() + CERTIFICATE_DAYS * DAY),
      profile: 'request-signing',
    },
  )
  return book.replaceCertificate(key.kid, certificatePem, key.certificatePem)
}

function isCurrent(key: StoredKey, host: string, at: Date): key is StoredKey & { certificatePem: string } {
  if (key.certificatePem === undefined) return false
  const { leaf, names } = readCertificateChain(key.certificatePem)
  return names.dnsNames.includes(host) && leaf.notBefore <= at && leaf.notAfter.getTime() - at.getTime() > RENEWAL_DAYS * DAY
}

/** OpenID4VP 1.0 #client_identifier_prefixes. A number is not a DNS name, so it gets no `x509_san_dns`. */
function compose({ host, did, signer }: { host: string; did: string; signer: Signer }): Identity {
  const [leaf] = signer.x5c
  const isName = isIP(host.replace(/^\[|\]$/g, '')) === 0
  return {
    signer,
    did,
    clientIds: {
      ...(leaf === undefined ? {} : { x509_hash: `x509_hash:${certificateHash(leaf)}` }),
      ...(leaf === undefined || !isName ? {} : { x509_san_dns: `x509_san_dns:${host}` }),
      decentralized_identifier: `decentralized_identifier:${did}`,
    },
  }
}
