import { expect, it } from 'vitest'
import { matchesIntegrity } from '@eduwallet/credential-formats'
import { microcredentialTypeDocument } from './microcredential-type.ts'

// Do not change this digest: it stands in credentials that people keep for decades, and a wallet that finds other bytes refuses them. To say something
// else of the type (a claim, a label, a colour, a letter of a card), make `/vct/microcredential/2` and go on serving `/1` as it is.
it('version 1 of the type metadata of the microcredential never changes', () => {
  const { vct, json, integrity } = microcredentialTypeDocument('https://issuer.example')
  expect(vct).toBe('https://issuer.example/vct/microcredential/1')
  expect(integrity).toBe('sha256-Wj6KejPsal4hAUILh/53wlkF/OCTIfIMWkb5gPaUzJg=')
  expect(matchesIntegrity(new TextEncoder().encode(json), integrity)).toBe(true)
})

it('is written once, for each public URL its own', () => {
  const one = microcredentialTypeDocument('https://issuer.example')
  expect(microcredentialTypeDocument('https://issuer.example')).toBe(one)
  expect(microcredentialTypeDocument('https://other.example').integrity).not.toBe(one.integrity)
})
