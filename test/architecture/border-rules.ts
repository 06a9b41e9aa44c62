/** What may be reached from where: database, HTTP server, network, keys, environment, other workspaces. */
import { placeOf, type SourceFile } from './source-file.ts'
import type { Rule } from './room-rules.ts'

const isProduction = (file: SourceFile): boolean => !file.support && (file.place.kind === 'service' || file.place.kind === 'package')
const isPackage = (file: SourceFile, name: string): boolean => file.place.kind === 'package' && file.place.name === name
const roomOf = (file: SourceFile): string => file.place.kind === 'service' ? file.place.room : ''
const isPostgres = (file: SourceFile): boolean => /^(register|casebook)\/postgres$/.test(roomOf(file))

/** From these modules only what does not touch the network; with `node:` before their name or without. */
const network: Readonly<Record<string, readonly string[]>> = {
  net: ['isIP', 'isIPv4', 'isIPv6', 'BlockList'], http: ['STATUS_CODES'], https: [], http2: [], tls: [], dgram: [], dns: [], 'dns/promises': [], cluster: [], inspector: [], 'inspector/promises': [],
  undici: [], ws: [], axios: [], got: [], 'node-fetch': [], 'dns-packet': [],
}
/** What the runtime hands out without an import, and ways past an import. */
const networkGlobal = /(?:(?:globalThis|global|window|self)\s*(?:\.|\?\.)\s*|(?<![.\w$]))(?:fetch\s*\(|new\s+(?:WebSocket|WebSocketStream|EventSource|XMLHttpRequest)\b|navigator\s*\.\s*sendBeacon\b)/g
const networkDetour = /(?:globalThis|global)\s*(?:\.|\?\.)\s*(?:fetch|WebSocket|EventSource|XMLHttpRequest)\b|(?:globalThis|global)\s*\[|\}\s*=\s*globalThis\b|\bprocess\s*\.\s*(?:binding|getBuiltinModule)\b|(?:=|\(|,)\s*fetch\b(?!\s*[:(?])/g

/** Who may use which package of ours: what stands below it. `strict-json` stands below all of them. */
const packagesBelow: Readonly<Record<string, readonly string[]>> = {
  outbound: ['keys'],
  'credential-formats': ['keys'],
  'credential-files': ['microcredential'],
  'status-list': ['credential-formats'],
}

/** A lock file, a mark file, and what was sealed under the service's own key. */
const ownJson = ['packages/storage/src/lock-directory.ts', 'services/issuer/src/register/publication-mark-file.ts', 'services/verifier/src/receiving/seal-credentials.ts']

/** Programs that read or write a file. */
const modelCommands = 'packages/microcredential/src/command/'

/** Fonts and the renderer of pictures, out of our own libraries. */
const shippedFiles = 'packages/credential-files/src/read-shipped-file.ts'

/** What leads to a private key, or to the key that all others are sealed with. */
const keyReach = ['Signer', 'KeyEncryptionKey', 'openSealedKey', 'generateSealedKey', 'createSandboxCa', 'issueCertificate', 'parseKeyEncryptionKey', '*']
const keyRooms = ['institutions', 'issuing', 'publishing', 'asking', 'wiring.ts', 'secrets.ts', 'main.ts', 'check.ts', 'open-lists.ts', 'openapi.ts']

export const borderRules: readonly Rule[] = [
  {
    name: 'pg and the pool of packages/storage are used only by the postgres stores, storage itself and the wiring',
    check: (file) => !isProduction(file) || isPackage(file, 'storage') || isPostgres(file) ? []
      : file.imports.filter(({ target, typeOnly }) => target === 'pg' || target.startsWith('pg-') || target.startsWith('@electric-sql/')
        || (target === '@eduwallet/storage' && !typeOnly && !['main.ts', 'serve.ts', 'wiring.ts', 'check.ts'].includes(roomOf(file)))).map(({ target }) => target),
  },
  {
    name: 'SQL stands only in the postgres stores, migrations and packages/storage',
    check: (file) => !isProduction(file) || isPackage(file, 'storage') || isPostgres(file) ? []
      : [...file.code.matchAll(/\b(?:INSERT INTO|DELETE FROM|SELECT\b[^;]{1,300}?\bFROM|UPDATE\s+[a-z_.]+\s+SET|SELECT\s+[a-z_.]+\(|(?:CREATE|ALTER|DROP|TRUNCATE|LOCK) TABLE|COPY\s+[a-z_.]+\s+(?:FROM|TO))(?=\W|$)/g)].map(([statement]) => statement.slice(0, 40)),
  },
  {
    name: 'Fastify is known only to api/, app.ts and service-shell',
    check: (file) => !isProduction(file) || isPackage(file, 'service-shell') || roomOf(file).startsWith('api') || roomOf(file) === 'app.ts' ? []
      : file.imports.filter(({ target }) => target === 'fastify' || target.startsWith('@fastify/') || target === 'fastify-type-provider-zod' || (target === '@eduwallet/service-shell' && !['main.ts', 'serve.ts', 'serve-sandbox.ts', 'metrics.ts', 'traces.ts', 'config.ts', 'secrets.ts', 'files.ts', 'openapi.ts'].includes(roomOf(file)))).map(({ target }) => target),
  },
  {
    name: 'the network is reached only through packages/outbound',
    check: (file) => {
      if (!isProduction(file) || isPackage(file, 'outbound')) return []
      const imported = file.imports.filter(({ target, names, typeOnly }) => {
        const harmless = network[target.replace(/^node:/, '')]
        return harmless !== undefined && !typeOnly && !names.every((name) => harmless.includes(name))
      }).map(({ target }) => target)
      // A method or parameter that is called `fetch` is handed in; the global one is called bare.
      const declared = /\bfetch\s*[:?]|\bfetch\s*[,}]/.test(file.bare) && !file.bare.includes('globalThis')
      const used = [networkGlobal, networkDetour].flatMap((way) => [...file.bare.matchAll(way)].map(([call]) => call)).filter((call) => !(declared && /fetch/.test(call)))
      return [...imported, ...used, ...computedImports(file)]
    },
  },
  {
    name: 'an address that may be private is posted to only by main.ts and serve.ts, which read it in the settings',
    check: (file) => !isProduction(file) || isPackage(file, 'outbound') || ['main.ts', 'serve.ts'].includes(roomOf(file)) ? [] : /\bopenOperatorPost\b/.test(file.bare) ? ['openOperatorPost'] : [],
  },
  {
    name: 'only main.ts reads the environment',
    check: (file) => isProduction(file) && roomOf(file) !== 'main.ts' && /\bprocess\s*(?:\?\s*)?\.\s*(?:env|loadEnvFile)\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(file.bare) || file.imports.some(({ target, names }) => isProduction(file) && roomOf(file) !== 'main.ts' && (target === 'node:process' || target === 'process') && (names.includes('env') || names.includes('*'))) ? ['process.env'] : [],
  },
  {
    name: 'only institutions, issuing, publishing and asking reach a key',
    check: (file) => !isProduction(file) || file.place.kind !== 'service' || keyRooms.includes(roomOf(file)) ? []
      : file.imports.filter(({ target, names }) => target === '@eduwallet/keys' && names.some((name) => keyReach.includes(name))).map(({ names }) => names.filter((name) => keyReach.includes(name)).join(', ')),
  },
  {
    name: 'the two services never import each other',
    check: ({ place, imports }) => place.kind !== 'service' ? [] : imports.filter(({ target }) => {
      const other = placeOf(target)
      return (other.kind === 'service' && other.service !== place.service) || /^@eduwallet\/(issuer|verifier)\b/.test(target)
    }).map(({ target }) => target),
  },
  {
    name: 'a package imports no service, and of the packages only those below it',
    check: ({ place, imports, support }) => place.kind !== 'package' ? [] : imports.filter(({ target }) => {
      const other = placeOf(target)
      if (other.kind === 'service' || /^@eduwallet\/(issuer|verifier)\b/.test(target)) return true
      if (other.kind === 'package' && other.name !== place.name) return true
      const name = /^@eduwallet\/([^/]+)/.exec(target)?.[1]
      const isBelow = name === 'strict-json' ? place.name !== 'strict-json' : (packagesBelow[place.name] ?? []).includes(name ?? '')
      return name !== undefined && !support && !isBelow
    }).map(({ target }) => target),
  },
  {
    name: 'a package is entered by its front door (@eduwallet/<name>; tests also by /fixtures)',
    check: ({ place, imports, support }) => imports.filter(({ target }) => {
      const other = placeOf(target)
      const inside = /^@eduwallet\/[^/]+\/(.+)$/.exec(target)?.[1]
      return (inside !== undefined && !(inside === 'fixtures' && (support || place.kind === 'test'))) || (place.kind === 'service' && other.kind === 'package')
    }).map(({ target }) => target),
  },
  {
    name: 'strict-json, the one reader of foreign JSON, imports nothing',
    check: (file) => !isPackage(file, 'strict-json') || file.support ? [] : file.imports.filter(({ target }) => placeOf(target).kind !== 'package').map(({ target }) => target),
  },
  {
    name: 'JSON.parse stands only in strict-json, and where a service reads what it wrote itself',
    check: (file) => !isProduction(file) || isPackage(file, 'strict-json') || ownJson.includes(file.path) ? [] : /\bJSON\s*\.\s*parse\b/.test(file.bare) ? ['JSON.parse'] : [],
  },
  {
    name: 'microcredential, status-list and credential-files do no input or output, but for the commands of microcredential, which nothing imports, and the files that come with the program',
    check: (file) => !['microcredential', 'status-list', 'credential-files'].some((name) => isPackage(file, name)) || file.support || file.path.startsWith(modelCommands) || file.path === shippedFiles ? []
      : file.imports.filter(({ target }) => target.startsWith(modelCommands) || (target.startsWith('node:') && !['node:zlib', 'node:util', 'node:buffer', 'node:crypto'].includes(target))).map(({ target }) => target),
  },
]

/** `import(x)` and `require(x)` of what only shows when it runs: no rule could say what that is. */
function computedImports(file: SourceFile): string[] {
  return [...file.bare.matchAll(/(?<![.\w$])(?:import|require)\s*\(\s*(?!['"]{2}\s*[),])[^)]*\)?|\bcreateRequire\b/g)].map(([call]) => call.slice(0, 40))
}
