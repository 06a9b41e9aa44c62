import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pg from 'pg'
import { createSandboxCa, generateSealedKey, issueCertificate, jsonWebKeyId, readCertificateChain, verifyChain, verifySignature } from '@eduwallet/keys'
import { openMemoryRegister } from '../register/memory/index.ts'
import { openPostgresRegister } from '../register/postgres/index.ts'
import { openIssuerTestDatabase, type IssuerTestDatabase } from '../register/test-database.ts'
import { testClock, testKek } from '../test-ground.ts'
import { createInstitution, signingKeyContext } from './create-institution.ts'
import { isEd25519, type AnyKeptSigningKey, type SigningKeyBook } from './institution-book.ts'
import { openInstitutionDirectory } from './institution-directory.ts'
import { identifiersOf } from './identifiers.ts'
import { replaceCertificateChain } from './replace-certificate-chain.ts'
import { openSandboxCa } from './sandbox-ca.ts'
import { looksLikeSlug } from './slug.ts'
import type { Register } from '../register/index.ts'

const clock = testClock()
const publicUrl = 'https://issuer.example:8443'
const act = { at: clock.now(), actor: 'operator', correlationId: 'test' }
const profile = (slug: string) => ({ slug, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: {} })

async function open(register: Register = openMemoryRegister()) {
  const sandboxCa = await openSandboxCa({ serviceKeys: register.serviceKeys, kek: testKek, now: clock.now })
  const needs = { book: register.institutions, kek: testKek, sandboxCa, publicUrl, statusListSize: 1024, newId: randomUUID }
  const directory = openInstitutionDirectory({ book: register.institutions, signingKeysOf: (id) => register.forInstitution(id).signingKeys, kek: testKek, publicUrl, now: clock.now })
  return { register, sandboxCa, needs, directory }
}

describe('a new institution', () => {
  it('has a did:web with its port encoded, and an issuer identifier below the public URL', () => {
    expect(identifiersOf(publicUrl, 'school')).toEqual({ credentialIssuer: 'https://issuer.example:8443/school', did: 'did:web:issuer.example%3A8443:school' })
  })

  it('signs with its own key, for which the sandbox certificate carries did, issuer identifier and host', async () => {
    const { needs, directory, sandboxCa } = await open()
    await createInstitution(profile('school'), act, needs)
    const institution = await directory.bySlug('school')
    expect(jsonWebKeyId(institution!.did, institution!.signers.ES256)).toBe(`${institution?.did}#${institution?.signers.ES256.kid}`)
    const leaf = verifyChain(institution?.signers.ES256.x5c ?? [], { anchors: [sandboxCa.certificatePem], at: clock.now(), name: { uri: institution!.did } })
    expect(leaf.publicJwk).toEqual(institution?.signers.ES256.publicJwk)
    expect(leaf.uris).toContain('https://issuer.example:8443/school')
    expect(leaf.dnsNames).toEqual(['issuer.example'])
  })

  it('signs with an Ed25519 key as well, for which there is no certificate', async () => {
    const { needs, directory } = await open()
    await createInstitution(profile('school'), act, needs)
    const { signers, keys } = (await directory.bySlug('school'))!
    expect(signers.EdDSA).toMatchObject({ alg: 'EdDSA', publicJwk: { kty: 'OKP', crv: 'Ed25519' }, x5c: [] })
    const data = Buffer.from('data')
    expect(verifySignature('EdDSA', signers.EdDSA.publicJwk, data, await signers.EdDSA.sign(data))).toBe(true)
    expect(new Set(keys)).toEqual(new Set([signers.ES256, signers.EdDSA]))
  })

  it('outside a sandbox has a key without certificate', async () => {
    const { needs, directory } = await open()
    await createInstitution(profile('school'), act, { ...needs, sandboxCa: undefined })
    expect((await directory.bySlug('school'))?.signers.ES256.x5c).toEqual([])
  })

  it('cannot take a slug that is taken, reserved or no slug', async () => {
    const { needs } = await open()
    await createInstitution(profile('school'), act, needs)
    await expect(createInstitution(profile('school'), act, needs)).rejects.toMatchObject({ code: 'INSTITUTION_SLUG_TAKEN' })
    await expect(createInstitution(profile('operator'), act, needs)).rejects.toMatchObject({ code: 'INSTITUTION_SLUG_RESERVED' })
    for (const slug of ['-a', 'A', 'a', 'a/b', '.well-known', 'é', 'x'.repeat(64), '']) {
      await expect(createInstitution(profile(slug), act, needs)).rejects.toMatchObject({ code: 'INSTITUTION_SLUG_INVALID' })
      expect(looksLikeSlug(slug)).toBe(false)
    }
  })

  it('TEN-05 cannot be signed for with the key of another (a sealed key opens only as its owner’s)', async () => {
    const { needs, register } = await open()
    const one = await createInstitution(profile('one'), act, needs)
    const other = await createInstitution(profile('other'), act, needs)
    const theirs = await register.forInstitution(one.id).signingKeys.list()
    const own = await register.forInstitution(other.id).signingKeys.list()
    for (const isOther of [isEd25519, (key: AnyKeptSigningKey) => !isEd25519(key)]) {
      const book = { list: async () => [...theirs.filter(isOther), ...own.filter((key) => !isOther(key))], addEd25519: async () => false }
      const directory = openInstitutionDirectory({ book: needs.book, signingKeysOf: () => book, kek: testKek, publicUrl, now: clock.now })
      await expect(directory.bySlug('other')).rejects.toMatchObject({ code: 'KEY_SEALED_UNREADABLE' })
    }
    expect(new Set([one.id, other.id].flatMap((id) => [signingKeyContext(id), signingKeyContext(id, 'EdDSA')])).size).toBe(4)
  })

  it('KEY-08 does not open with a public key, a name or a private key of another pair, of either kind', async () => {
    const { needs, register } = await open()
    const { id } = await createInstitution(profile('school'), act, needs)
    const kept = await register.forInstitution(id).signingKeys.list()
    for (const key of kept) {
      const alg = isEd25519(key) ? 'EdDSA' : 'ES256'
      const { publicJwk, kid, sealedPrivateKey } = await generateSealedKey(testKek, signingKeyContext(id, alg), alg)
      for (const [swapped, code] of [[{ publicJwk, kid }, 'KEY_PAIR_MISMATCH'], [{ kid }, 'KEY_ID_MISMATCH'], [{ sealedPrivateKey }, 'KEY_PAIR_MISMATCH']] as const) {
        const book = { list: async () => kept.map((one) => (one === key ? { ...one, certificatePem: '', ...swapped } as AnyKeptSigningKey : one)), addEd25519: async () => false }
        const directory = openInstitutionDirectory({ book: needs.book, signingKeysOf: () => book, kek: testKek, publicUrl, now: clock.now })
        await expect(directory.bySlug('school'), `${alg} ${code}`).rejects.toMatchObject({ code })
      }
    }
  })
})

describe('the directory', () => {
  it('reads an institution once, however many ask, and looks again after 30 seconds', async () => {
    const { needs, register } = await open()
    await createInstitution(profile('school'), act, needs)
    let readings = 0
    const directory = openInstitutionDirectory({
      book: register.institutions, kek: testKek, publicUrl, now: clock.now,
      signingKeysOf: (id) => {
        readings += 1
        return register.forInstitution(id).signingKeys
      },
    })
    const found = await Promise.all(Array.from({ length: 20 }, () => directory.bySlug('school')))
    expect(new Set(found).size).toBe(1)
    expect(readings).toBe(1)
    clock.forward(31)
    const again = await directory.bySlug('school')
    expect(readings).toBe(2)
    expect(again?.signers.ES256).toBe(found[0]?.signers.ES256)
  })

  it('keeps what it knows while the record cannot be reached', async () => {
    const { needs, register } = await open()
    await createInstitution(profile('school'), act, needs)
    let lost = false
    const directory = openInstitutionDirectory({
      book: register.institutions, kek: testKek, publicUrl, now: clock.now,
      signingKeysOf: (id) => {
        if (lost) throw new Error('lost')
        return register.forInstitution(id).signingKeys
      },
    })
    await directory.bySlug('school')
    lost = true
    clock.forward(60)
    expect(await directory.bySlug('school')).toBeDefined()
  })
})

describe('another certificate chain', () => {
  async function prepared() {
    const { needs, directory, register } = await open()
    await createInstitution(profile('school'), act, needs)
    const institution = (await directory.bySlug('school'))!
    const ca = await createSandboxCa(testKek, { commonName: 'Other CA', country: 'NL', now: () => new Date(clock.now().getTime() - 86_400_000) })
    const certify = (over: object = {}) => issueCertificate({ ...ca, kek: testKek }, {
      subject: { commonName: 'School', organization: 'School', country: 'NL' }, publicJwk: institution.signers.ES256.publicJwk,
      dnsNames: ['issuer.example'], uris: [institution.did], notBefore: clock.now(), notAfter: new Date(clock.now().getTime() + 86_400_000), profile: 'credential-signing', ...over,
    })
    const replace = (pem: string) => replaceCertificateChain(institution, pem, { ...act, at: clock.now() }, { signingKeys: register.forInstitution(institution.id).signingKeys, forget: directory.forget })
    return { directory, ca, certify, replace }
  }

  it('is taken when the leaf carries the key, with or without its root', async () => {
    const { directory, ca, certify, replace } = await prepared()
    const leaf = await certify()
    await expect(replace(leaf)).resolves.toMatchObject({ subject: { commonName: 'School' } })
    await expect(replace(leaf + ca.certificatePem)).resolves.toBeDefined()
    expect((await directory.bySlug('school'))?.signers.ES256.x5c).toEqual(readCertificateChain(leaf).x5c)
  })

  it('KEY-08 for another key is refused', async () => {
    const { certify, replace } = await prepared()
    const { publicJwk } = await generateSealedKey(testKek, 'other')
    await expect(replace(await certify({ publicJwk }))).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_THIS_KEY' })
  })

  it('is refused when it is unreadable, names somebody else, is not valid now, or is signed by another', async () => {
    const { certify, replace } = await prepared()
    await expect(replace('nothing')).rejects.toMatchObject({ code: 'CERTIFICATE_UNREADABLE' })
    await expect(replace(await certify({ dnsNames: ['evil.example'], uris: ['did:web:evil.example'] }))).rejects.toMatchObject({ code: 'CERTIFICATE_CHAIN_INVALID' })
    await expect(replace(await certify({ notBefore: new Date(clock.now().getTime() - 7200_000), notAfter: new Date(clock.now().getTime() - 3600_000) }))).rejects.toMatchObject({ code: 'CERTIFICATE_CHAIN_INVALID' })
    const stranger = await createSandboxCa(testKek, { commonName: 'Stranger', country: 'NL', now: clock.now })
    await expect(replace(await certify() + stranger.certificatePem)).rejects.toMatchObject({ code: 'CERTIFICATE_UNREADABLE' })
  })
})

describe('on PostgreSQL', () => {
  let postgres: IssuerTestDatabase
  beforeAll(async () => {
    postgres = await openIssuerTestDatabase('issuer_institutions')
  })
  afterAll(async () => {
    await postgres.close()
  })

  it('two processes that start at the same time have one certificate authority', async () => {
    const [one, other] = await Promise.all([open(openPostgresRegister(postgres.database)), open(openPostgresRegister(postgres.database))])
    expect(one.sandboxCa.certificatePem).toBe(other.sandboxCa.certificatePem)
  })

  it('DUR-08 an institution whose journal row cannot be written does not exist (nor its key, nor its list)', async () => {
    const { needs, register } = await open(openPostgresRegister(postgres.database))
    const owner = new pg.Client({ connectionString: postgres.fresh.url })
    await owner.connect()
    try {
      await owner.query(`CREATE FUNCTION issuer.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON issuer.journal FOR EACH ROW EXECUTE FUNCTION issuer.refuse()`)
      await expect(createInstitution(profile('half'), act, needs)).rejects.toThrow()
      for (const table of ['institutions', 'signing_keys', 'ed25519_keys', 'status_lists', 'journal_heads']) {
        expect((await owner.query(`SELECT 1 FROM issuer.${table}`)).rowCount).toBe(0)
      }
      await owner.query('DROP TRIGGER refuse ON issuer.journal')
      await createInstitution(profile('half'), act, needs)
      expect(await register.institutions.findBySlug('half')).toBeDefined()
    } finally {
      await owner.end()
    }
  })

  describe('an institution that was founded when there were no Ed25519 keys', () => {
    async function founded(slug: string) {
      const { needs, register } = await open(openPostgresRegister(postgres.database))
      const { id } = await createInstitution(profile(slug), act, needs)
      const owner = new pg.Client({ connectionString: postgres.fresh.url })
      await owner.connect()
      await owner.query('DELETE FROM issuer.ed25519_keys WHERE institution_id = $1', [id])
      await owner.end()
      const { signingKeys, journal } = register.forInstitution(id)
      /** A process that starts; `book` stands between it and the record. */
      const start = (book: Pick<SigningKeyBook, 'list' | 'addEd25519'> = signingKeys) => openInstitutionDirectory({ book: needs.book, signingKeysOf: () => book, kek: testKek, publicUrl, now: clock.now }).bySlug(slug)
      return { start, signingKeys, actions: async () => (await journal.list({ after: 2, limit: 10 })).map(({ action }) => action) }
    }

    it('gets one key, whichever of two processes that start together is first', async () => {
      const { start, actions } = await founded('earlier')
      const found = await Promise.all(Array.from({ length: 4 }, () => start()))
      expect(new Set(found.map((institution) => institution!.signers.EdDSA.kid)).size).toBe(1)
      expect(found[0]!.keys).toHaveLength(2)
      expect(await actions()).toEqual(['signing-key.added'])
    })

    it('DUR-01 gets it at the next start after a crash before it was on record, and keeps it after a crash behind', async () => {
      const { start, signingKeys, actions } = await founded('crashed')
      const crash = async () => { throw new Error('crash') }
      await expect(start({ ...signingKeys, addEd25519: crash })).rejects.toThrow('crash')
      expect(await signingKeys.list()).toHaveLength(1)
      await expect(start({ ...signingKeys, addEd25519: async (...key) => { await signingKeys.addEd25519(...key); return crash() } })).rejects.toThrow('crash')
      const onRecord = (await signingKeys.list()).find(isEd25519)
      expect((await start())!.signers.EdDSA.kid).toBe(onRecord!.kid)
      expect(await actions()).toEqual(['signing-key.added'])
    })
  })

  it('of two creations of one slug at the same moment one succeeds', async () => {
    const { needs } = await open(openPostgresRegister(postgres.database))
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => createInstitution(profile('twice'), act, needs)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'INSTITUTION_SLUG_TAKEN' })
  })
})
