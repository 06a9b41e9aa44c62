import { openSealedKey, readCertificateChain, type KeyEncryptionKey, type Signer } from '@eduwallet/keys'
import { signingKeyContext } from './create-institution.ts'
import { fewAtATime } from './few-at-a-time.ts'
import { identifiersOf } from './identifiers.ts'
import type { InstitutionBook, KeptSigningKey, SigningKeyBook } from './institution-book.ts'
import type { IssuingInstitution } from './issuing-institution.ts'
import { startReading, type Reading } from './reading.ts'
import type { Institution, InstitutionId } from './types.ts'

/** Who issues here, with their keys opened. Kept in memory: every request of a wallet begins with a look in here. */
export type InstitutionDirectory = {
  /** Undefined when no institution has this slug. */
  bySlug(slug: string): Promise<IssuingInstitution | undefined>
  all(): Promise<IssuingInstitution[]>
  /** Reads one institution again at its next use: its certificate was replaced in this process. */
  forget(slug: string): void
}

/** Another process may replace a certificate; this one sees it after at most so long. Profile and keys never change. */
const REFRESH_SECONDS = 30
/** After a reading that failed. */
const RETRY_SECONDS = 2

type Entry = { institution: IssuingInstitution; kept: Map<string, KeptSigningKey>; readAt: number }

/**
 * Opens the directory. An institution that was read once stays known while the record cannot be reached, so that public
 * documents are still served then.
 */
export function openInstitutionDirectory({ book, signingKeysOf, kek, publicUrl, now, aroundSigner = (signer) => signer }: {
  book: InstitutionBook
  signingKeysOf: (id: InstitutionId) => SigningKeyBook
  kek: KeyEncryptionKey
  publicUrl: string
  now: () => Date
  /** Stands around every key that is opened. */
  aroundSigner?: ((signer: Signer) => Signer) | undefined
}): InstitutionDirectory {
  const entries = new Map<string, Entry>()
  const readings = new Map<string, Reading<Entry | undefined>>()

  async function read(slug: string, known: Entry | undefined): Promise<Entry | undefined> {
    const profile: Institution | undefined = known?.institution ?? (await book.findBySlug(slug))
    if (profile === undefined) return undefined
    const kept = await signingKeysOf(profile.id).list()
    const keys = await Promise.all(kept.map((key) => openKey(profile.id, key, known)))
    const signer = keys[0]
    if (signer === undefined) throw new Error(`institution ${slug} has no signing key`)
    const { did, credentialIssuer } = identifiersOf(publicUrl, slug)
    const institution: IssuingInstitution = { ...profile, did, credentialIssuer, signer, keys, verificationMethod: `${did}#${signer.kid}` }
    return { institution, kept: new Map(kept.map((key) => [key.kid, key])), readAt: now().getTime() }
  }

  /** Opening proves the key pair, so it is done again only when the certificate is another one. */
  async function openKey(id: InstitutionId, key: KeptSigningKey, known: Entry | undefined): Promise<Signer> {
    const open = known?.institution.keys.find(({ kid }) => kid === key.kid)
    if (open !== undefined && known?.kept.get(key.kid)?.certificatePem === key.certificatePem) return open
    const x5c = key.certificatePem === '' ? [] : readCertificateChain(key.certificatePem).x5c
    return aroundSigner(await openSealedKey(kek, { ...key, x5c }, signingKeyContext(id)))
  }

  function isFresh(entry: Entry): boolean {
    return Math.abs(now().getTime() - entry.readAt) < REFRESH_SECONDS * 1000
  }

  /** One reading at a time for each slug, however many ask. */
  async function load(slug: string): Promise<Entry | undefined> {
    const known = entries.get(slug)
    if (known !== undefined && isFresh(known)) return known
    let reading = readings.get(slug)
    if (reading === undefined) {
      reading = startReading(readAndKeep(slug, known).finally(() => readings.delete(slug)))
      readings.set(slug, reading)
    }
    return known === undefined ? reading.result : reading.orKnown(known)
  }

  /** Throws only when there is nothing to go on with. */
  async function readAndKeep(slug: string, known: Entry | undefined): Promise<Entry | undefined> {
    try {
      const entry = await read(slug, known)
      if (entry !== undefined) entries.set(slug, entry)
      return entry
    } catch (error) {
      if (known === undefined) throw error
      entries.set(slug, { ...known, readAt: now().getTime() - (REFRESH_SECONDS - RETRY_SECONDS) * 1000 })
      return known
    }
  }

  return {
    bySlug: async (slug) => (await load(slug))?.institution,
    async all() {
      const found = await fewAtATime(await book.list(), ({ slug }) => load(slug))
      return found.flatMap((entry) => (entry === undefined ? [] : [entry.institution]))
    },
    forget(slug) {
      const entry = entries.get(slug)
      if (entry !== undefined) entries.set(slug, { ...entry, readAt: 0 })
    },
  }
}
