import { describe, expect, it } from 'vitest'
import { integrityOf } from '../integrity/subresource-integrity.ts'
import { resolveTypeMetadata } from './type-metadata.ts'

/** Types by name, published as JSON; whoever is asked for is counted. */
function publish(documents: Record<string, unknown>) {
  const asked: string[] = []
  const bytes = (vct: string): Uint8Array => Buffer.from(typeof documents[vct] === 'string' ? documents[vct] : JSON.stringify({ vct, ...(documents[vct] as object) }))
  return { asked, bytes, load: (vct: string) => (asked.push(vct), Promise.resolve(bytes(vct))) }
}

const code = (name: string) => expect.objectContaining({ code: `TYPE_METADATA_${name}` }) as unknown as Error

describe('resolveTypeMetadata', () => {
  it('says together what a type and its ancestors say, the nearest first', async () => {
    const source = publish({
      badge: { extends: 'award', display: [{ locale: 'en', name: 'Badge' }], claims: [{ path: ['level'], sd: 'never' }, { path: ['outcomes', null, 0], display: [{ locale: 'en', label: 'Outcome' }] }] },
      award: { extends: 'thing', claims: [{ path: ['level'], mandatory: true, display: [{ locale: 'nl', label: 'Niveau' }] }, { path: ['name'], sd: 'always' }] },
      thing: { display: [{ locale: 'en', name: 'Thing' }], claims: [{ path: ['name'], mandatory: false }] },
    })
    expect(await resolveTypeMetadata('badge', source)).toEqual({
      vct: 'badge',
      lineage: ['badge', 'award', 'thing'],
      display: [{ locale: 'en', name: 'Badge' }],
      claims: [
        { path: ['name'], sd: 'always', mandatory: false, display: [] },
        { path: ['level'], sd: 'never', mandatory: true, display: [{ locale: 'nl', label: 'Niveau' }] },
        { path: ['outcomes', null, 0], sd: 'allowed', mandatory: false, display: [{ locale: 'en', label: 'Outcome' }] },
      ],
    })
    expect(await resolveTypeMetadata('thing', source)).toMatchObject({ lineage: ['thing'] })
  })

  it('takes only the bytes that were promised: vct#integrity of the credential, extends#integrity of the type', async () => {
    const parent = publish({ award: {} })
    const promised = publish({ badge: { extends: 'award', 'extends#integrity': integrityOf(parent.bytes('award')) }, award: {} })
    await resolveTypeMetadata('badge', { ...promised, integrity: integrityOf(promised.bytes('badge')) })
    await expect(resolveTypeMetadata('badge', { ...promised, integrity: integrityOf('x') })).rejects.toThrow(code('INTEGRITY'))
    await expect(resolveTypeMetadata('badge', { ...promised, integrity: 'md5-abc' })).rejects.toThrow(code('INTEGRITY'))
    const changed = publish({ badge: { extends: 'award', 'extends#integrity': integrityOf(parent.bytes('award')) }, award: { name: 'other' } })
    await expect(resolveTypeMetadata('badge', changed)).rejects.toThrow(code('INTEGRITY'))
  })

  it('NET-14 refuses a circle, and a chain of a thousand, after a few documents', async () => {
    for (const documents of [{ a: { extends: 'b' }, b: { extends: 'a' } }, { a: { extends: 'a' } }]) {
      const source = publish(documents)
      await expect(resolveTypeMetadata('a', source)).rejects.toThrow(code('CIRCULAR'))
      expect(source.asked.length).toBeLessThan(3)
    }
    const chain = publish(Object.fromEntries(Array.from({ length: 1000 }, (_, link) => [String(link), { extends: String(link + 1) }])))
    await expect(resolveTypeMetadata('0', chain)).rejects.toThrow(code('TOO_LONG'))
    expect(chain.asked).toHaveLength(9)
  })

  it('SDJ-21 lets no type loosen what it extends, and refuses metadata of another type', async () => {
    const ancestor = { claims: [{ path: ['name'], sd: 'always', mandatory: true }] }
    for (const claim of [{ sd: 'never' }, { sd: 'allowed' }, { mandatory: false }]) {
      await expect(resolveTypeMetadata('badge', publish({ badge: { extends: 'award', claims: [{ path: ['name'], ...claim }] }, award: ancestor }))).rejects.toThrow(code('LOOSENED'))
    }
    await expect(resolveTypeMetadata('badge', publish({ badge: { vct: 'other' } }))).rejects.toThrow(code('OTHER_TYPE'))
    await expect(resolveTypeMetadata('badge', publish({ badge: { extends: 'award' }, award: { vct: 'badge' } }))).rejects.toThrow(code('OTHER_TYPE'))
  })

  it('refuses what is not metadata, and passes on that it could not be had', async () => {
    const bad = ['', '[]', '{"vct":"badge","vct":"badge"}', '{}', { extends: 5 }, { extends: '' }, { 'extends#integrity': 5 }, { display: {} }, { display: ['x'] }, { claims: {} }, { claims: ['x'] }, { claims: [{}] }, { claims: [{ path: [] }] }, { claims: [{ path: [1.5] }] }, { claims: [{ path: [-1] }] }, { claims: [{ path: ['a'], sd: 'sometimes' }] }, { claims: [{ path: ['a'], mandatory: 'yes' }] }, { claims: [{ path: ['a'], display: 'x' }] }, { claims: Array.from({ length: 513 }, () => ({ path: ['a'] })) }, `{"vct":"${'a'.repeat(300_000)}"}`]
    for (const document of bad) await expect(resolveTypeMetadata('badge', publish({ badge: document })), JSON.stringify(document).slice(0, 60)).rejects.toThrow(code('MALFORMED'))
    await expect(resolveTypeMetadata('badge', { load: () => Promise.reject(new Error('away')) })).rejects.toThrow('away')
  })
})
