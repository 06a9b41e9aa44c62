import type { AnySigner, KeyEncryptionKey } from '@eduwallet/keys'
import { fewAtATime } from './few-at-a-time.ts'
import { identifiersOf } from './identifiers.ts'
import type { AnyKeptSigningKey, InstitutionBook, SigningKeyBook } from './institution-book.ts'
import type { IssuingInstitution } from './issuing-institution.ts'
import { completeKeys, newestSigners, openKeptKey } from './open-keys.ts'
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

type Entry = { institution: IssuingInstitution; kept: Map<string, AnyKeptSigningKey>; readAt: number }

/**
 * Opens the directory. An institution that has no Ed25519 key gets one when it is first read. An institution that was read once stays known while the record cannot be reached, so that public
 * documents are still served then.
 */
export function openInstitutionDirectory({ book, signingKeysOf, kek, publicUrl, now, aroundSigner = (signer) => signer }: {
  book: InstitutionBook
  signingKeysOf: (id: InstitutionId) => Pick<SigningKeyBook, 'list' | 'addEd25519'>
  kek: KeyEncryptionKey
  publicUrl: string
  now: () => Date
  /** Stands around every key that is opened. */
  aroundSigner?: (<Any extends AnySigner>(signer: Any) => Any) | undefined
}): InstitutionDirectory {
  const entries = new Map<string, Entry>()
  const readings = new Map<string, Reading<Entry | undefined>>()

  async function read(slug: string, known: Entry | undefined): Promise<Entry | undefined> {
    const profile: Institution | undefined = known?.institution ?? (await book.findBySlug(slug))
    if (profile === undefined) return undefined
    const kept = await completeKeys(profile.id, { book: signingKeysOf(profile.id), kek, now })
    const keys = await Promise.all(kept.map((key) => openKey(profile.id, key, known)))
    const signers = newestSigners(keys)
    if (signers === undefined) throw new Error(`institution ${slug} lacks a signing key`)
    const { did, credentialIssuer } = identifiersOf(publicUrl, slug)
    const institution: IssuingInstitution = { ...profile, did, credentialIssuer, signers, keys }
    return { institution, kept: new Map(kept.map((key) => [key.kid, key])), readAt: now().getTime() }
  }

  /** Opening proves the key pair, so it is done again only when the certificate is another one. */
  async function openKey(id: InstitutionId, key: AnyKeptSigningKey, known: Entry | undefined): Promise<AnySigner> {
    const open = known?.institution.keys.find(({ kid }) => kid === key.kid)
    if (open !== undefined && known?.kept.get(key.kid)?.certificatePem === key.certificatePem) return open
    return aroundSigner(await openKeptKey(kek, id, key))
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
