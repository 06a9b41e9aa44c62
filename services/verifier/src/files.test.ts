/** OPS-03: the files that settings name are read before anything is opened, and a wrong one is said by its setting. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeAuthority } from '../../../test/canary/index.ts'
import { readFiles } from './files.ts'

const authority = makeAuthority()
const leaf = authority.issue(['verifier.example'])
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'verifier-files-'))
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  const files = { 'text.pem': 'hello secret', 'chain.pem': leaf.cert, 'key.pem': leaf.key, 'ca.pem': authority.certificate, 'broken-ca.pem': broken, 'half-ca.pem': `${authority.certificate}\n${broken}` }
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
})
afterAll(() => rm(folder, { recursive: true }))

const none = { certificateChainFile: undefined, signingKeyFile: undefined, outboundCaFile: undefined }
const at = (name: string): string => path.join(folder, name)

it('they are taken whole, and none is needed', async () => {
  expect(await readFiles({ certificateChainFile: at('chain.pem'), signingKeyFile: at('key.pem'), outboundCaFile: at('ca.pem') }))
    .toEqual({ certificate: { chainPem: leaf.cert, keyPem: leaf.key }, outboundCa: authority.certificate })
  expect(await readFiles(none)).toEqual({ certificate: undefined, outboundCa: undefined })
})

it.each([
  ['a chain that is not there', { certificateChainFile: 'nowhere.pem' }, 'VERIFIER_CERTIFICATE_CHAIN_FILE names a file that cannot be read'],
  ['a chain that is none', { certificateChainFile: 'text.pem' }, 'VERIFIER_CERTIFICATE_CHAIN_FILE cannot be used: no certificate in the PEM text'],
  ['a key that is not there', { certificateChainFile: 'chain.pem', signingKeyFile: 'nowhere.pem' }, 'VERIFIER_SIGNING_KEY_FILE names a file that cannot be read'],
  ['authorities that are not there', { outboundCaFile: 'nowhere.pem' }, 'VERIFIER_OUTBOUND_CA_FILE names a file that cannot be read'],
  ['authorities that are none', { outboundCaFile: 'text.pem' }, 'VERIFIER_OUTBOUND_CA_FILE must hold certificates of authorities, PEM'],
  ['authorities that cannot be read', { outboundCaFile: 'broken-ca.pem' }, 'VERIFIER_OUTBOUND_CA_FILE must hold certificates of authorities, PEM'],
  ['authorities of which one cannot be read', { outboundCaFile: 'half-ca.pem' }, 'VERIFIER_OUTBOUND_CA_FILE must hold certificates of authorities, PEM'],
  ['a certificate that is of no authority', { outboundCaFile: 'chain.pem' }, 'VERIFIER_OUTBOUND_CA_FILE must hold certificates of authorities, PEM'],
])('OPS-03 with %s the setting is named', async (_what, given, fault) => {
  const refusal: unknown = await readFiles({ ...none, ...Object.fromEntries(Object.entries(given).map(([setting, name]) => [setting, at(name)])) }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ name: 'ConfigError', faults: [fault] })
})
