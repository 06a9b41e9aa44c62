import { problem } from '@eduwallet/service-shell'
import { RegistryError, type RegistryErrorCode } from '../../trust/index.ts'

type Answer = { readonly status: number; readonly code: string; readonly title: string; readonly path?: string }

/** What the operator is told when the registry refuses. */
const registryProblems = {
  ISSUER_IDENTIFIER_INVALID: { status: 422, code: 'issuer-identifier-invalid', title: 'This identifier cannot stand in a credential', path: '/identifier' },
  ISSUER_NAME_INVALID: { status: 422, code: 'issuer-name-invalid', title: 'The name is not usable', path: '/name' },
  ISSUER_COUNTRY_INVALID: { status: 422, code: 'issuer-country-invalid', title: 'The country is not a country code', path: '/country' },
  ISSUER_TYPE_INVALID: { status: 422, code: 'issuer-type-invalid', title: 'A credential type is not usable', path: '/types' },
  ISSUER_KEY_METHOD_MISFIT: { status: 422, code: 'issuer-key-method-misfit', title: 'This key method does not fit the identifier', path: '/keys/method' },
  ISSUER_ANCHOR_INVALID: { status: 422, code: 'issuer-anchor-invalid', title: 'A trust anchor is not usable', path: '/keys/anchors' },
  ISSUER_KEY_URI_INVALID: { status: 422, code: 'issuer-key-uri-invalid', title: 'An address of keys is not usable', path: '/keys/uris' },
  ISSUER_UNKNOWN: { status: 404, code: 'issuer-unknown', title: 'This issuer is not in the registry' },
} as const satisfies Record<RegistryErrorCode, Answer>

/** The problem that answers a refusal of the registry; any other error is given back as it came. */
export function toIssuerProblem(error: unknown): unknown {
  if (!(error instanceof RegistryError)) return error
  const { status, code, title, path }: Answer = registryProblems[error.code]
  return problem(status, code, title, path === undefined ? {} : { errors: [{ path, message: error.message }] })
}
