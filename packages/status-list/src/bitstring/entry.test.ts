import { getCredentialStatus, statusTypeMatches } from '@digitalbazaar/vc-bitstring-status-list'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeBitstringEntry, readBitstringEntries, StatusListError, type StatusListErrorCode } from '../index.ts'

const url = 'https://issuer.example/school/status-lists/1/revocation'
const entry = composeBitstringEntry({ url, purpose: 'revocation', index: 94_567 })
const read = (changes: Record<string, unknown>) => readBitstringEntries({ ...entry, ...changes })

function expectRefusal(code: StatusListErrorCode, credentialStatus: unknown): void {
  expect(() => readBitstringEntries(credentialStatus), JSON.stringify(credentialStatus)).toThrow(expect.objectContaining({ name: 'StatusListError', code }))
}

describe('an entry of a bitstring status list', () => {
  it('is written with its index as a text, and read back', () => {
    expect(entry).toEqual({ id: `${url}#94567`, type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: '94567', statusListCredential: url })
    expect(readBitstringEntries(entry)).toEqual([{ url, purpose: 'revocation', index: 94_567, statusSize: 1 }])
    expect(readBitstringEntries([entry, composeBitstringEntry({ url, purpose: 'suspension', index: 0 })]).map(({ purpose, index }) => [purpose, index])).toEqual([['revocation', 94_567], ['suspension', 0]])
  })

  it('is one that @digitalbazaar/vc-bitstring-status-list finds', () => {
    const credential = { '@context': ['https://www.w3.org/ns/credentials/v2'], credentialStatus: [entry, composeBitstringEntry({ url, purpose: 'suspension', index: 3 })] }
    expect(statusTypeMatches({ credential })).toBe(true)
    expect(getCredentialStatus({ credential, statusPurpose: 'suspension' })).toMatchObject({ statusListIndex: '3' })
  })

  it('STL-07 refuses an index that is none', () => {
    for (const statusListIndex of ['9007199254740993', '9'.repeat(100)]) expectRefusal('STATUS_INDEX_OUT_OF_RANGE', { ...entry, statusListIndex })
    for (const statusListIndex of [94_567, -1, '-1', '+1', '01', '1.5', '1e3', '0x10', '', ' 1', '1 ', '9'.repeat(101), null, undefined, ['1']]) expectRefusal('STATUS_ENTRY_MALFORMED', { ...entry, statusListIndex })
  })

  it('cannot be read when it is of another type, also beside one that can (no statement can be made)', () => {
    for (const type of ['StatusList2021Entry', 'RevocationList2020Status', ['Other']]) {
      expectRefusal('STATUS_ENTRY_MISSING', { ...entry, type })
      expectRefusal('STATUS_ENTRY_MISSING', [entry, { ...entry, type }])
    }
    expect(read({ type: ['BitstringStatusListEntry', 'Other'] })).toHaveLength(1)
  })

  it.each([
    ['nothing', null], ['a text', 'x'], ['no entries', []], ['more than eight', Array.from({ length: 9 }, () => entry)], ['no object', [entry, 1]],
    ['no type', { ...entry, type: undefined }], ['a type that is none', { ...entry, type: [1] }], ['no types', { ...entry, type: [] }],
    ['no purpose', { ...entry, statusPurpose: undefined }], ['an empty purpose', { ...entry, statusPurpose: '' }], ['two purposes', { ...entry, statusPurpose: ['revocation', 'suspension'] }],
    ['no list', { ...entry, statusListCredential: undefined }], ['a list that is no URL', { ...entry, statusListCredential: 'lijst' }], ['a list without end', { ...entry, statusListCredential: `https://x.example/${'a'.repeat(2048)}` }],
    ['a size of 0', { ...entry, statusSize: 0 }], ['a size as text', { ...entry, statusSize: '1' }], ['half a size', { ...entry, statusSize: 0.5 }],
  ])('is refused with %s', (_, credentialStatus) => expectRefusal('STATUS_ENTRY_MALFORMED', credentialStatus))

  it('has one message for each value, whatever their order', () => {
    const statusMessage = [{ status: '0x3', message: 'd' }, { status: '0x0', message: 'a' }, { status: '0x1', message: 'b' }, { status: '0x2', message: 'c', more: 1 }]
    expect(read({ statusPurpose: 'message', statusSize: 2, statusMessage })).toMatchObject([{ purpose: 'message', statusSize: 2, messages: ['a', 'b', 'c', 'd'] }])
    for (const changes of [
      { statusSize: 2 }, { statusSize: 2, statusMessage: statusMessage.slice(1) }, { statusSize: 1, statusMessage }, { statusSize: 2, statusMessage: 'x' },
      { statusSize: 2, statusMessage: [...statusMessage.slice(1), { status: '0x0', message: 'e' }] }, { statusSize: 2, statusMessage: [...statusMessage.slice(1), { status: '0x4', message: 'e' }] },
      { statusSize: 2, statusMessage: [...statusMessage.slice(1), { status: '3', message: 'e' }] }, { statusSize: 2, statusMessage: [...statusMessage.slice(1), { status: '0x3' }] }, { statusSize: 2, statusMessage: [...statusMessage.slice(1), null] },
    ]) expectRefusal('STATUS_ENTRY_MALFORMED', { ...entry, ...changes })
    expectRefusal('STATUS_LIST_BITS', { ...entry, statusSize: 9, statusMessage: [] })
  })

  it('throws nothing but StatusListError, whatever it is given', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.dictionary(fc.constantFrom('type', 'statusPurpose', 'statusListIndex', 'statusListCredential', 'statusSize', 'statusMessage'), fc.jsonValue()), (any, changes) => {
      for (const given of [any, { ...entry, ...changes }]) {
        try {
          readBitstringEntries(given)
        } catch (error) {
          expect(error).toBeInstanceOf(StatusListError)
        }
      }
    }), { numRuns: 1000 })
  })
})
