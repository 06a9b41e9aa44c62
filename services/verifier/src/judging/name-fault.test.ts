import { concerns } from '@eduwallet/credential-formats'
import { describe, expect, it } from 'vitest'
import { faultOf, holderFault, readingFault } from './name-fault.ts'
import { sentences } from './sentences.ts'

describe('what a format refuses', () => {
  it.each(concerns)('%s fails one check, with a code that has a sentence', (concern) => {
    expect(sentences.format.failed).toHaveProperty(readingFault(concern))
    const [[name, code] = [], ...others] = Object.entries(faultOf(concern)) as ['issuer_signature' | 'validity_period' | 'holder_binding', string][]
    expect(others).toEqual([])
    expect(sentences[name!].failed).toHaveProperty(code!)
    expect(sentences.holder_binding.failed).toHaveProperty(holderFault(concern))
  })

  it('of the holder’s proof is never said of the issuer', () => {
    expect(holderFault('signature')).toBe('holder_binding_invalid')
    expect(holderFault('binding_nonce')).toBe('holder_binding_other_request')
  })
})
