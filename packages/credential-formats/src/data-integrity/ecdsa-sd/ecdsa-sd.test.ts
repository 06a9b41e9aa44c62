import { encode } from 'cborg'
import fc from 'fast-check'
import type { JsonObject } from '@eduwallet/strict-json'
import { describe, expect, it } from 'vitest'
import { saltsFromSeed } from '../../sd-jwt/salts.ts'
import { at, badge, exampleContexts, openBadges, vcdm2 } from '../fixtures/documents.ts'
import { fixtureKey, signerOf } from '../fixtures/keys.ts'
import { peerKey, peerSd } from '../fixtures/peers.ts'
import { changed, leaves, mechanismOf, parsed, secured, seed, verify } from '../fixtures/secured.ts'
import { dataIntegrityMechanisms, dataIntegrityReader, openContexts } from '../index.ts'
import { deriveCredential } from './derive-credential.ts'
import { mandatoryPointers, withAlwaysPlain } from './pointers.ts'
import { readDerivedProof, writeDerivedProof } from './proof-value.ts'

const key = fixtureKey('P-256')
const hidden = [['credentialSubject', 'achievement', 'description'], ['credentialSubject', 'achievement', 'alignment', 1], ['credentialSubject', 'result'], ['name']] as const
const base = (): Promise<JsonObject> => secured(badge(key.did), 'ecdsa-sd-2023', key, hidden)
const derive = async (document: JsonObject, pointers: readonly string[]): Promise<JsonObject> => parsed(await deriveCredential(JSON.stringify(document), { selectivePointers: pointers, contexts: exampleContexts }))
const proofValueOf = (document: JsonObject): string => (document['proof'] as JsonObject)['proofValue'] as string

describe('ecdsa-sd-2023', () => {
  it('shows what is mandatory and what the holder chose, and nothing else', async () => {
    const nothing = await derive(await base(), [])
    const { claims } = await verify(nothing, [key.publicJwk])
    const { name: _name, ...document } = badge(key.did)
    const { description: _description, alignment, ...achievement } = (document['credentialSubject'] as JsonObject)['achievement'] as JsonObject
    const subject = { id: 'did:example:learner', type: ['AchievementSubject'], achievement: { ...achievement, alignment: (alignment as JsonObject[]).slice(0, 1) } }
    expect(claims).toEqual({ ...document, credentialSubject: subject })
    const text = JSON.stringify(nothing)
    for (const word of ['Dijken', 'zes weken', '"Result"']) expect(text).not.toContain(word)

    const some = await verify(await derive(await base(), ['/name', '/credentialSubject/result/0/value']), [key.publicJwk])
    expect(some.claims).toMatchObject({ name: 'Waterbeheer', credentialSubject: { result: [{ value: '8' }] } })
    const all = await verify(await derive(await base(), hidden.map((path) => `/${path.join('/')}`)), [key.publicJwk])
    expect(all.claims).toEqual(badge(key.did))
  })

  it('a peer derives from what is signed here, and verifies it; and what is derived here', async () => {
    const signed = await base()
    const theirs = await peerSd.derive(signed, ['/name'])
    expect(await peerSd.verify(theirs, at)).toBe(true)
    expect((await verify(theirs, [key.publicJwk])).claims['name']).toBe('Waterbeheer')
    const ours = await derive(signed, ['/name', '/credentialSubject/achievement/alignment/1'])
    expect(await peerSd.verify(ours, at)).toBe(true)
    expect(await peerSd.verify(changed(ours, ['name'], 'Anders'), at)).toBe(false)
  })

  it('what a peer signed is derived from and verified here', async () => {
    const peer = await peerKey('P-256')
    const signed = await peerSd.issue(badge(peer.did), peer.key, ['/issuer', '/validFrom', '/validUntil'])
    for (const derived of [await derive(signed, ['/credentialSubject/achievement/name']), await peerSd.derive(signed, ['/credentialSubject/achievement/name'])]) {
      const { claims } = await verify(derived, [peer.publicJwk])
      expect(claims).toMatchObject({ issuer: { id: peer.did }, credentialSubject: { achievement: { name: 'Waterbeheer' } } })
      expect(claims['name']).toBeUndefined()
      await expect(verify(derived, [key.publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
    }
  })

  it('DIN-16 what its issuer lets a holder leave out of issuer, period and status is not verified: a revoked or ended credential would lose what says so', async () => {
    const peer = await peerKey('P-256')
    const entry = (purpose: string, index: string): JsonObject => ({ id: `https://a.example/${purpose}#${index}`, type: 'BitstringStatusListEntry', statusPurpose: purpose, statusListIndex: index, statusListCredential: `https://a.example/${purpose}` })
    const document = badge(peer.did, { credentialStatus: [entry('revocation', '1'), entry('suspension', '2')], endorsement: [{ '@context': [vcdm2, openBadges], id: 'urn:uuid:5f1c7fd0-4c3a-4e43-9cc2-0d32a0a5f7c1', type: ['VerifiableCredential', 'EndorsementCredential'], issuer: { id: 'did:example:other', type: ['Profile'] }, validFrom: '2026-07-01T09:30:00Z', credentialSubject: { id: 'https://issuer.example/achievements/42', type: ['EndorsementSubject'] } }] })
    const plain = ['/issuer', '/validFrom', '/validUntil', '/credentialStatus']
    const signed = await peerSd.issue(document, peer.key, plain)
    const shown = await derive(signed, ['/credentialSubject', '/endorsement'])
    expect((await verify(shown, [peer.publicJwk])).claims).toMatchObject({ credentialStatus: [{}, {}], endorsement: [{ issuer: { id: 'did:example:other' } }] })
    for (const [mandatory, chosen] of [
      [['/issuer', '/validFrom', '/validUntil'], ['/credentialStatus/1', '/name']],
      [['/issuer', '/validFrom', '/validUntil', '/credentialStatus/1'], ['/credentialStatus/0', '/name']],
      [[...plain.slice(0, 3), '/credentialStatus/0/statusPurpose', '/credentialStatus/1/statusPurpose'], ['/credentialStatus/0', '/credentialStatus/1']],
      [['/issuer', '/validFrom', '/credentialStatus'], ['/validUntil']],
      [['/issuer', '/validUntil', '/credentialStatus'], ['/validFrom']],
      [['/validFrom', '/validUntil', '/credentialStatus'], ['/issuer']],
    ] as const) {
      const derived = await derive(await peerSd.issue(document, peer.key, [...mandatory]), [...chosen, '/credentialSubject/achievement/name'])
      await expect(verify(derived, [peer.publicJwk]), JSON.stringify([mandatory, chosen])).rejects.toMatchObject({ code: 'DI_DISCLOSURE', concern: 'disclosures' })
    }
  })

  it('DIN-09 OVR-20 a part of a credential with hundreds of parts is not taken, nor is one prepared for it: that would hold up everybody', async () => {
    const alike = (count: number) => Array.from({ length: count }, () => ({ type: ['Evidence'], narrative: 'hetzelfde' }))
    const signed = await base()
    for (const evidence of [alike(1500), alike(300), alike(1500).map((each, at) => ({ ...each, narrative: `nummer ${at}` }))]) {
      const before = process.cpuUsage()
      await expect(derive({ ...signed, evidence }, ['/evidence'])).rejects.toMatchObject({ code: 'DI_TOO_COSTLY' })
      const { user, system } = process.cpuUsage(before)
      expect((user + system) / 1000).toBeLessThan(1500)
    }
    await expect(secured(badge(key.did, { evidence: alike(400) }), 'ecdsa-sd-2023', key)).rejects.toMatchObject({ code: 'DI_TOO_COSTLY' })
    await expect(secured(badge(key.did, { evidence: alike(40) }), 'ecdsa-sd-2023', key)).resolves.toBeDefined()
  })

  it('a base proof is not verified: whoever has it has all of the holder', async () => {
    await expect(verify(await base(), [key.publicJwk])).rejects.toMatchObject({ code: 'DI_BASE_PROOF', concern: 'disclosures' })
    const peer = await peerKey('P-256')
    await expect(verify(await peerSd.issue(badge(peer.did), peer.key, ['/issuer']), [peer.publicJwk])).rejects.toMatchObject({ code: 'DI_BASE_PROOF' })
  })

  it('the same salts give the same bytes to sign, others do not', async () => {
    const prepare = (salts: Uint8Array) => mechanismOf('ecdsa-sd-2023').prepare({ claims: badge(key.did), selectivelyDisclosable: hidden, header: { kid: key.kid }, saltFor: saltsFromSeed(salts), securedAt: at })
    const [one, two, other] = [await prepare(seed), await prepare(seed), await prepare(new Uint8Array(32).fill(8))]
    expect(Buffer.from(one.signingInput)).toEqual(Buffer.from(two.signingInput))
    expect(one.payloadDigest).not.toBe(other.payloadDigest)
    const salted = (saltFor: () => Uint8Array) => mechanismOf('ecdsa-sd-2023').prepare({ claims: badge(key.did), selectivelyDisclosable: [], header: { kid: key.kid }, saltFor })
    await expect(salted(() => new Uint8Array(8))).rejects.toMatchObject({ code: 'DI_SALT_WEAK', concern: 'caller' })
    await expect(salted(() => new Uint8Array(16))).rejects.toMatchObject({ code: 'DI_SALT_WEAK' })
  })

  it('DIN-15 no leaf of what is shown can be changed', { timeout: 60_000 }, async () => {
    const derived = await derive(await base(), ['/name', '/credentialSubject/achievement/alignment/1'])
    const { proof: _proof, ...original } = derived
    for (const { path, value } of leaves(derived)) {
      for (const change of [typeof value === 'number' ? value + 1 : `${String(value)}x`, undefined, null, true]) {
        const verdict = await verify(changed(derived, path, change), [key.publicJwk]).then(({ claims }) => claims, () => undefined)
        if (verdict !== undefined) expect(verdict, path.join('.')).toEqual(original)
      }
    }
  })

  it('a statement cannot be taken from, or added to, another credential of the same issuer', async () => {
    const one = await derive(await base(), ['/name'])
    const other = await derive(parsed(JSON.stringify(await secured(badge(key.did, { name: 'Iets anders' }), 'ecdsa-sd-2023', key, hidden))), ['/name'])
    await expect(verify({ ...one, name: 'Iets anders' }, [key.publicJwk])).rejects.toMatchObject({ concern: expect.stringMatching(/signature|disclosures/) })
    await expect(verify({ ...one, proof: other['proof'] ?? null }, [key.publicJwk])).rejects.toMatchObject({ concern: expect.stringMatching(/signature|disclosures/) })
    const { name: _name, ...less } = one
    await expect(verify(less, [key.publicJwk])).rejects.toMatchObject({ code: 'DI_DISCLOSURE' })
  })

  it('mandatory places, labels and signatures that do not fit the statements are refused', async () => {
    const derived = await derive(await base(), ['/name'])
    const parts = readDerivedProof(proofValueOf(derived))
    const forged = (change: Partial<typeof parts>): Promise<unknown> => verify(changed(derived, ['proof', 'proofValue'], writeDerivedProof({ ...parts, ...change })), [key.publicJwk])
    await expect(forged({})).resolves.toBeDefined()
    const label = `u${Buffer.alloc(32, 1).toString('base64url')}`
    for (const [change, code] of [
      [{ mandatoryIndexes: [...parts.mandatoryIndexes, 999] }, 'DI_DISCLOSURE'],
      [{ mandatoryIndexes: parts.mandatoryIndexes.toReversed() }, 'DI_PROOF_MALFORMED'],
      [{ mandatoryIndexes: [0, ...parts.mandatoryIndexes] }, 'DI_PROOF_MALFORMED'],
      [{ mandatoryIndexes: [] }, 'DI_DISCLOSURE'],
      [{ signatures: [] }, 'DI_DISCLOSURE'],
      [{ signatures: [...parts.signatures, parts.baseSignature] }, 'DI_DISCLOSURE'],
      [{ signatures: [parts.baseSignature] }, 'DI_SIGNATURE'],
      [{ labelMap: new Map() }, 'DI_DISCLOSURE'],
      [{ labelMap: new Map([...parts.labelMap, ['c14n99', label]]) }, 'DI_DISCLOSURE'],
      [{ labelMap: new Map([...parts.labelMap].map(([name]) => [name, label])) }, 'DI_PROOF_MALFORMED'],
      [{ publicKey: Buffer.concat([Buffer.from([0x80, 0x24, 4]), Buffer.alloc(32)]) }, 'DI_SIGNATURE'],
      [{ publicKey: Buffer.alloc(35) }, 'DI_PROOF_MALFORMED'],
    ] as const) await expect(forged(change), JSON.stringify(change)).rejects.toMatchObject({ code })
  })

  it('answers any proofValue with an error of its own', async () => {
    const derived = await derive(await base(), [])
    const tagged = (tag: number, value: unknown): string => `u${Buffer.concat([Buffer.from([0xd9, 0x5d, tag]), encode(value)]).toString('base64url')}`
    const deep = `u${Buffer.concat([Buffer.from([0xd9, 0x5d, 1]), Buffer.alloc(100_000, 0x81)]).toString('base64url')}`
    const values = ['u', 'u2V0A', 'z2V0A', deep, tagged(1, []), tagged(1, {}), tagged(1, [1, 2, 3, 4, 5]), tagged(1, 'x'), tagged(2, []), tagged(0, [])]
    for (const proofValue of values) await expect(verify(changed(derived, ['proof', 'proofValue'], proofValue), [key.publicJwk]), proofValue.slice(0, 20)).rejects.toMatchObject({ name: 'DataIntegrityError' })
    await fc.assert(fc.asyncProperty(fc.constantFrom(0, 1), fc.uint8Array({ maxLength: 200 }), async (tag, bytes) => {
      const proofValue = `u${Buffer.concat([Buffer.from([0xd9, 0x5d, tag]), bytes]).toString('base64url')}`
      await expect(verify(changed(derived, ['proof', 'proofValue'], proofValue), [key.publicJwk])).rejects.toMatchObject({ name: 'DataIntegrityError' })
    }), { numRuns: 200 })
  })

  it('the holder cannot be led to members that every object has, nor to what is not there', async () => {
    const signed = await base()
    for (const pointer of ['/__proto__', '/constructor/prototype', '/toString', '/credentialSubject/__proto__', '/nothing', 'name', '', '/name/0', '/type/x', '/type/01', '/~2', `/${'a'.repeat(2000)}`]) {
      await expect(derive(signed, [pointer]), pointer).rejects.toMatchObject({ code: 'DI_POINTER', concern: 'caller' })
    }
    expect(({} as Record<string, unknown>)['name']).toBeUndefined()
  })

  it('what says whether the credential holds cannot be hidden', () => {
    const document = badge(key.did, { credentialStatus: { id: 'https://a.example/1', type: 'BitstringStatusListEntry' } })
    for (const path of [[], ['issuer'], ['issuer', 'name'], ['validUntil'], ['credentialStatus'], ['type'], ['id'], ['@context'], ['credentialSubject'], ['credentialSubject', 'id'], ['credentialSubject', 'achievement', 'type']]) {
      expect(() => mandatoryPointers(document, [path]), path.join('.')).toThrow(expect.objectContaining({ code: 'DI_MUST_BE_PLAIN', concern: 'caller' }))
    }
    for (const path of [['nothing'], ['credentialSubject', 'toString'], ['credentialSubject', 'result', 1], ['credentialSubject', 'result', '0']]) expect(() => mandatoryPointers(document, [path])).toThrow(expect.objectContaining({ code: 'DI_POINTER' }))
    expect(mandatoryPointers({ type: ['A'], credentialSubject: { id: 'did:a', 'a/b': { 'c~d': 1, e: 2 }, f: [1, 2] } }, [['credentialSubject', 'a/b', 'e'], ['credentialSubject', 'f', 0]]))
      .toEqual(['/type', '/credentialSubject/id', '/credentialSubject/a~1b/c~0d', '/credentialSubject/f/1'])
  })

  it('what is mandatory may be named instead of what is hidden; what says whether it holds is added', () => {
    const document = badge(key.did)
    expect(withAlwaysPlain(document, ['/name', '/credentialSubject/result/0'])).toEqual(expect.arrayContaining(['/id', '/type', '/issuer', '/validFrom', '/name', '/credentialSubject/result/0']))
    expect(withAlwaysPlain(document, ['/issuer'])).toEqual(withAlwaysPlain(document, []))
    for (const pointer of ['/nothing', 'name', '/__proto__']) expect(() => withAlwaysPlain(document, [pointer])).toThrow(expect.objectContaining({ code: 'DI_POINTER' }))
  })

  it('DIN-05 nothing is derived with a proof that says what no context defines', async () => {
    const signed = await base()
    await expect(derive({ ...signed, proof: { ...(signed['proof'] as JsonObject), smuggled: 'x' } }, [])).rejects.toMatchObject({ code: 'DI_DATA_LOSS' })
  })

  it('an ordered list is shown as a whole, or not at all', async () => {
    const context = 'https://issuer.example/lists'
    const contexts = openContexts([[context, { '@context': { steps: { '@id': 'https://issuer.example/#steps', '@container': '@list' }, says: 'https://issuer.example/#says' } }]])
    const mechanism = dataIntegrityMechanisms(contexts).find(({ name }) => name === 'ecdsa-sd-2023')!
    const document = badge(key.did, { '@context': [vcdm2, openBadges, context], credentialSubject: { id: 'did:example:learner', type: ['AchievementSubject'], steps: ['first', { says: 'second' }, { says: 'third' }, ['fourth', 'fifth']] } })
    const prepare = (path: readonly (string | number)[]) => mechanism.secure({ claims: document, selectivelyDisclosable: [path], header: { kid: key.kid }, saltFor: saltsFromSeed(seed), securedAt: at, signer: signerOf(key) })
    const reader = dataIntegrityReader({ contexts })
    const shown = async (path: readonly (string | number)[], pointers: readonly string[]) => {
      const derived = await deriveCredential(await prepare(path), { selectivePointers: pointers, contexts })
      return (await reader.verify(reader.read(derived), { issuerKeys: [key.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' })).claims['credentialSubject']
    }
    expect(await shown(['credentialSubject', 'steps'], ['/credentialSubject/steps'])).toEqual(document['credentialSubject'])
    expect(await shown(['credentialSubject', 'steps'], [])).toEqual({ id: 'did:example:learner', type: ['AchievementSubject'] })
    expect(await shown(['name'], [])).toEqual(document['credentialSubject'])
    await expect(shown(['credentialSubject', 'steps', 0], [])).rejects.toMatchObject({ code: 'DI_POINTER', concern: 'caller' })
    await expect(shown(['credentialSubject', 'steps'], ['/credentialSubject/steps/1'])).rejects.toMatchObject({ code: 'DI_POINTER' })
  })

  it('a text that looks like the name of a blank node is only a text', async () => {
    const derived = await derive(await secured(badge(key.did, { name: 'see _:c14n0 . and "_:b1"' }), 'ecdsa-sd-2023', key, [['name']]), ['/name'])
    expect((await verify(derived, [key.publicJwk])).claims['name']).toBe('see _:c14n0 . and "_:b1"')
    await expect(verify(changed(derived, ['name'], 'see _:c14n1 . and "_:b1"'), [key.publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
    await expect(secured(badge(key.did, { name: 'urn:bnid:_x' }), 'ecdsa-sd-2023', key)).rejects.toMatchObject({ code: 'DI_DATA_LOSS', concern: 'lossy' })
  })

  it('texts by language keep what they say, and one of them can be hidden', async () => {
    const name = [{ '@value': 'Waterbeheer', '@language': 'nl' }, { '@value': 'Water management', '@language': 'en', '@direction': 'ltr' }]
    const derived = await derive(await secured(badge(key.did, { name }), 'ecdsa-sd-2023', key, [['name', 1]]), [])
    expect((await verify(derived, [key.publicJwk])).claims['name']).toEqual(name.slice(0, 1))
    expect(await peerSd.verify(derived, at)).toBe(true)
  })
})
