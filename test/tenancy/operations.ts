/**
 * Every operation that the services have: read from their OpenAPI files, and what these leave out on purpose (pages, assets,
 * health) from the list below. `every-door.test.ts` compares both with the routes that the services really have.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** Who an operation is for. `none` is everybody. */
export type Security = 'none' | 'operator' | 'client' | 'institution' | 'walletAccessToken' | 'employer'

/** One operation of one service. `open`: any site may read it; `bodyTypes` are the content types it takes. */
export type Operation = {
  service: 'issuer' | 'verifier'
  name: string
  method: string
  path: string
  security: Security
  scope: string | undefined
  open: boolean
  page: boolean
  bodyTypes: string[]
  bodyRequired: boolean
  query: string[]
}

type Described = {
  operationId: string
  tags: string[]
  security?: Record<string, string[]>[]
  parameters?: { in: string; name: string }[]
  requestBody?: { required?: boolean; content: Record<string, unknown> }
}

/** What the OpenAPI files do not describe. A route that is neither there nor here makes the family fail. */
const undescribed: readonly (Pick<Operation, 'service' | 'name' | 'path' | 'page' | 'query'> & Partial<Operation>)[] = [
  { service: 'issuer', name: 'issuerPage', path: '/{slug}', page: true, query: ['lang'] },
  { service: 'issuer', name: 'claimPage', path: '/{slug}/claim/{secret}', page: true, query: ['lang'] },
  { service: 'issuer', name: 'downloadFile', path: '/{slug}/claim/{secret}/files', page: true, query: ['lang'], method: 'POST', bodyTypes: ['application/x-www-form-urlencoded'], bodyRequired: true },
  { service: 'verifier', name: 'requestPage', path: '/requests/{pageSecret}', page: true, query: ['lang'] },
  { service: 'verifier', name: 'requestReturn', path: '/requests/{pageSecret}/return', page: true, query: ['lang', 'response_code'] },
  { service: 'verifier', name: 'inspectPage', path: '/inspect', page: true, query: ['lang'] },
  { service: 'verifier', name: 'inspectPageForm', path: '/inspect', page: true, query: ['lang'], method: 'POST', bodyTypes: ['multipart/form-data; boundary=----eduwallet-test-boundary-01'], bodyRequired: true },
  ...(['issuer', 'verifier'] as const).flatMap((service) => [
    { service, name: `${service}Alive`, path: '/livez', page: false, query: [] },
    { service, name: `${service}Ready`, path: '/readyz', page: false, query: [] },
    { service, name: `${service}Assets`, path: '/assets/{name}', page: false, query: [] },
  ]),
]

const schemes: readonly string[] = ['none', 'operator', 'client', 'institution', 'walletAccessToken', 'employer'] satisfies Security[]

/** Reads all operations. @throws Error for a security scheme that this family has no callers for */
export function readOperations(): Operation[] {
  const described = (['issuer', 'verifier'] as const).flatMap((service) => {
    const { paths } = parse(readFileSync(join(import.meta.dirname, '../../openapi', `${service}.yaml`), 'utf8')) as { paths: Record<string, Record<string, Described>> }
    return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]): Operation => {
      const alternatives = operation.security ?? []
      const [security = 'none', scopes = []] = Object.entries(alternatives[0] ?? {})[0] ?? []
      if (!schemes.includes(security) || alternatives.length > 1) throw new Error(`${operation.operationId} is secured by ${JSON.stringify(alternatives)}: add callers for it in test/tenancy/callers.ts`)
      return {
        service, path, security: security as Security, scope: scopes[0],
        name: operation.operationId,
        method: method.toUpperCase(),
        open: operation.tags.some((tag) => tag === 'wallet' || tag === 'public'),
        page: false,
        bodyTypes: Object.keys(operation.requestBody?.content ?? {}),
        bodyRequired: operation.requestBody?.required ?? false,
        query: (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      }
    }))
  })
  const others = undescribed.map((one): Operation => ({ method: 'GET', security: 'none', scope: undefined, open: false, bodyTypes: [], bodyRequired: false, ...one }))
  return [...described, ...others]
}

/** Whether something is sent with this method that a service would read. */
export function takesBody({ method }: Pick<Operation, 'method'>): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

/** How large a body an operation takes at most, where that is not the usual megabyte. */
export const largestBody: Readonly<Record<string, number>> = { inspectFile: 10_485_760, inspectPageForm: 10_485_760 + 65_536 }

/** The path's parameters with what stands before each, for instance `awards/{id}`. The institution itself is `/{slug}`. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/([^/]*)\/(\{\w+\})/g)].map(([, before, parameter]) => parameter === '{slug}' ? '/{slug}' : `${before}/${parameter}`)
}

/**
 * The address of an operation with values in it: `<name> <parameter>` for who needs another value than the others, else `<parameter>`.
 * @throws Error that says what to add when a parameter has no value
 */
export function addressOf({ name, path }: Pick<Operation, 'name' | 'path'>, values: ReadonlyMap<string, string>): string {
  let filled = path
  for (const key of parametersOf(path)) {
    const value = values.get(`${name} ${key}`) ?? values.get(key)
    if (value === undefined) throw new Error(`operation ${name} (${path}) has a parameter ${key} that nothing is known of: add a real one to "things" in test/tenancy/ground.ts`)
    filled = filled.replace(key.slice(key.indexOf('{')), encodeURIComponent(value))
  }
  return filled
}
