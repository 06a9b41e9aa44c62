/**
 * The JSON-LD contexts that are shipped, each with the SHA-256 of its file. Where each came from and under which licence is in
 * `contexts/README.md` of this package. VC Data Integrity 1.0 #contexts-and-vocabularies
 */
export type ShippedContext = { readonly url: string; readonly file: string; readonly sha256: string }

export const contextList: readonly ShippedContext[] = [
  { url: 'https://www.w3.org/2018/credentials/v1', file: 'credentials-v1.json', sha256: '00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8' },
  { url: 'https://www.w3.org/ns/credentials/v2', file: 'credentials-v2.json', sha256: '8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f' },
  { url: 'https://purl.imsglobal.org/spec/ob/v3p0/context.json', file: 'open-badges-v3p0.json', sha256: '9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72' },
  { url: 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json', file: 'open-badges-3.0.1.json', sha256: 'af095468326d3449160509b26ca71576e6321d13c85b0369cfe3b654c9a48fba' },
  { url: 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json', file: 'open-badges-3.0.2.json', sha256: '00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53' },
  { url: 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json', file: 'open-badges-3.0.3.json', sha256: 'ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761' },
  { url: 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json', file: 'open-badges-extensions.json', sha256: '2d013f981d1f4516081a6a04e55468ba2b071d4153b794f19a79715c45a89a5e' },
  { url: 'https://w3id.org/security/data-integrity/v1', file: 'data-integrity-v1.json', sha256: 'b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554' },
  { url: 'https://w3id.org/security/data-integrity/v2', file: 'data-integrity-v2.json', sha256: '0f77743daf5b4e8fc067fc5ba5b21044283053aa717fc6b0219843bed3b00363' },
  { url: 'https://w3id.org/security/multikey/v1', file: 'multikey-v1.json', sha256: '8e6bad2e5b4f0721906a4dcc2f7a894b1215cf9a47014c71e286423860642ff0' },
  { url: 'https://www.w3.org/ns/did/v1', file: 'did-v1.json', sha256: '62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f' },
  { url: 'https://w3id.org/security/suites/ed25519-2020/v1', file: 'ed25519-2020-v1.json', sha256: 'b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588' },
  { url: 'https://www.w3.org/ns/credentials/status/v1', file: 'bitstring-status-v1.json', sha256: 'fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c' },
  { url: 'https://w3id.org/vc/status-list/2021/v1', file: 'status-list-2021-v1.json', sha256: 'fbed35e8a8f01448db4c2db7fa37496f71588aa9cf1e64f71a50fe58677f1c53' },
]
