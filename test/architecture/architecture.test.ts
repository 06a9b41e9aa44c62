/** The house as it is drawn: every rule holds for the repository, and every rule finds a planted fault. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { findViolations, ruleNames } from './find-violations.ts'
import { readSourceFile, type RepositoryFile } from './source-file.ts'

const root = path.join(import.meta.dirname, '..', '..')

function repository(): RepositoryFile[] {
  return ['services', 'packages', 'test'].flatMap((top) => readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(top, name.split(path.sep).join('/')))
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules/'))
    .map((name) => ({ path: name, text: readFileSync(path.join(root, name), 'utf8') })))
}

describe('the repository', () => {
  it('keeps every rule', () => {
    const files = repository()
    expect(files.length).toBeGreaterThan(50)
    expect(findViolations(files).map(({ rule, path: file, detail }) => `${file}: ${rule}: ${detail}`)).toEqual([])
  })
})

/** For each rule: files that break it, and files that look alike but do not. */
const planted: Record<string, { bad: RepositoryFile[]; good: RepositoryFile[] }> = {
  'a room of a service has a place in the order': {
    bad: [{ path: 'services/issuer/src/stuff/a.ts', text: '' }],
    good: [{ path: 'services/issuer/src/results/ooapi/a.ts', text: '' }, { path: 'services/verifier/src/main.ts', text: '' }],
  },
  'a room imports only earlier rooms': {
    bad: [
      { path: 'services/issuer/src/offering/a.ts', text: `import { issue } from '../issuing/index.ts'` },
      { path: 'services/issuer/src/offering/a.ts', text: `import type {\n  Issued,\n} from '../issuing/types.ts'` },
      { path: 'services/verifier/src/asking/a.ts', text: `export * from '../judging/index.ts'` },
      { path: 'services/issuer/src/results/ooapi/a.ts', text: `await import('../../offering/index.ts')` },
    ],
    good: [
      { path: 'services/issuer/src/issuing/a.ts', text: `import { claim } from '../claiming/index.ts'` },
      { path: 'services/issuer/src/offering/a.ts', text: `// import { issue } from '../issuing/index.ts'` },
      { path: 'services/issuer/src/offering/a.test.ts', text: `import { issue } from '../issuing/index.ts'` },
    ],
  },
  'a room imports no store, no door and nothing of the wiring': {
    bad: [
      { path: 'services/issuer/src/issuing/a.ts', text: `import { open } from '../register/postgres/index.ts'` },
      { path: 'services/issuer/src/issuing/a.ts', text: `import type { Register } from '../register/index.ts'` },
      { path: 'services/verifier/src/judging/a.ts', text: `import { x } from '../api/pages/routes.ts'` },
      { path: 'services/verifier/src/judging/a.ts', text: `import { config } from '../config.ts'` },
    ],
    good: [{ path: 'services/issuer/src/issuing/fixtures/a.ts', text: `import { open } from '../../register/memory/index.ts'` }],
  },
  'a store imports rooms and its own kind only': {
    bad: [{ path: 'services/issuer/src/register/postgres/a.ts', text: `import { x } from '../../api/pages/routes.ts'` }, { path: 'services/verifier/src/casebook/memory/a.ts', text: `import { x } from '../../wiring.ts'` }],
    good: [{ path: 'services/issuer/src/register/postgres/a.ts', text: `import type { OfferBook } from '../../offering/index.ts'; import { x } from '../index.ts'` }],
  },
  'a door imports no store that is there and no wiring': {
    bad: [{ path: 'services/issuer/src/api/pages/a.ts', text: `import { x } from '../../register/postgres/index.ts'` }, { path: 'services/issuer/src/api/pages/a.ts', text: `import { x } from '../../wiring.ts'` }],
    good: [{ path: 'services/issuer/src/api/pages/a.ts', text: `import { x } from '../../offering/index.ts'; import type { Register } from '../../register/index.ts'` }],
  },
  'only wiring.ts names a store that is there (postgres, memory)': {
    bad: [{ path: 'services/issuer/src/app.ts', text: `import { x } from './register/memory/index.ts'` }],
    good: [{ path: 'services/issuer/src/wiring.ts', text: `import { x } from './register/memory/index.ts'` }],
  },
  'production code imports nothing that only tests use': {
    bad: [
      { path: 'services/issuer/src/app.ts', text: `import { x } from './fixtures/world.ts'` },
      { path: 'packages/keys/src/a.ts', text: `import { x } from './a.test.ts'` },
      { path: 'services/issuer/src/issuing/a.ts', text: `import { x } from '@eduwallet/microcredential/fixtures'` },
      { path: 'packages/keys/src/a.ts', text: `import { x } from '../../../test/canary/index.ts'` },
    ],
    good: [{ path: 'packages/keys/src/a.test.ts', text: `import { x } from '../../../test/canary/index.ts'; import { it } from 'vitest'` }],
  },
  'pg and the pool of packages/storage are used only by the postgres stores, storage itself and the wiring': {
    bad: [
      { path: 'services/issuer/src/issuing/a.ts', text: `import pg from 'pg'` },
      { path: 'services/issuer/src/register/memory/a.ts', text: `import type { Pool } from 'pg'` },
      { path: 'services/verifier/src/api/pages/a.ts', text: `import { openDatabase } from '@eduwallet/storage'` },
      { path: 'packages/keys/src/a.ts', text: `const pg = require('pg')` },
    ],
    good: [
      { path: 'services/issuer/src/register/postgres/a.ts', text: `import pg from 'pg'; import { x } from '@eduwallet/storage'` },
      { path: 'packages/storage/src/a.ts', text: `import pg from 'pg'` },
      { path: 'services/issuer/src/main.ts', text: `import { openDatabase } from '@eduwallet/storage'` },
    ],
  },
  'SQL stands only in the postgres stores, migrations and packages/storage': {
    bad: [
      { path: 'services/issuer/src/issuing/a.ts', text: 'const a = `SELECT id\n FROM offers`' },
      { path: 'services/issuer/src/register/memory/a.ts', text: `const a = 'UPDATE offers SET x = 1'` },
      { path: 'packages/keys/src/a.ts', text: `const a = 'DELETE FROM x'` },
      { path: 'services/issuer/src/issuing/a.ts', text: 'const a = `SELECT pg_notify($1, $2)`' },
      { path: 'services/verifier/src/api/pages/a.ts', text: `const a = 'ALTER TABLE offers ADD x text'` },
      { path: 'services/issuer/src/wiring.ts', text: `const a = 'COPY issuer.awards TO STDOUT'` },
    ],
    good: [
      { path: 'services/verifier/src/casebook/postgres/a.ts', text: `const a = 'SELECT 1 FROM cases'` },
      { path: 'services/issuer/src/issuing/a.ts', text: `// SELECT id FROM offers\nconst a = 'Select a wallet from the list'` },
    ],
  },
  'Fastify is known only to api/, app.ts and service-shell': {
    bad: [
      { path: 'services/issuer/src/issuing/a.ts', text: `import type { FastifyInstance } from 'fastify'` },
      { path: 'services/issuer/src/wiring.ts', text: `import { createShell } from '@eduwallet/service-shell'` },
      { path: 'packages/keys/src/a.ts', text: `import cookie from '@fastify/cookie'` },
    ],
    good: [{ path: 'services/issuer/src/api/pages/a.ts', text: `import type { FastifyInstance } from 'fastify'` }, { path: 'services/issuer/src/app.ts', text: `import { createShell } from '@eduwallet/service-shell'` }],
  },
  'an address that may be private is posted to only by main.ts and serve.ts, which read it in the settings': {
    bad: [
      { path: 'services/verifier/src/status/a.ts', text: `import { openOperatorPost } from '@eduwallet/outbound'` },
      { path: 'services/verifier/src/wiring.ts', text: `const { openOperatorPost } = await import('@eduwallet/outbound')` },
    ],
    good: [
      { path: 'services/issuer/src/serve.ts', text: `const { openOperatorPost } = await import('@eduwallet/outbound')` },
      { path: 'services/verifier/src/main.ts', text: `import { openOperatorPost } from '@eduwallet/outbound'` },
    ],
  },
  'the network is reached only through packages/outbound': {
    bad: [
      { path: 'services/verifier/src/status/a.ts', text: `import { fetch } from 'undici'` },
      { path: 'services/verifier/src/status/a.ts', text: `import { request } from 'node:https'` },
      { path: 'services/verifier/src/status/a.ts', text: `import { isIP, connect } from 'node:net'` },
      { path: 'services/verifier/src/status/a.ts', text: `import * as dns from 'node:dns'` },
      { path: 'services/verifier/src/status/a.ts', text: `await import('node:http')` },
      { path: 'services/verifier/src/status/a.ts', text: `const a = await fetch(url)` },
      { path: 'services/verifier/src/status/a.ts', text: `const a = await globalThis.fetch(url)` },
      { path: 'packages/keys/src/a.ts', text: 'const a = `${await fetch(url)}`' },
      { path: 'services/issuer/src/app.ts', text: `new WebSocket(url)` },
      { path: 'services/issuer/src/app.ts', text: `const a = new EventSource(url)` },
      { path: 'services/issuer/src/app.ts', text: `const a = new globalThis.XMLHttpRequest()` },
      { path: 'services/issuer/src/app.ts', text: `navigator.sendBeacon(url)` },
      { path: 'packages/keys/src/a.ts', text: `import { connect } from 'node:tls'` },
      { path: 'packages/keys/src/a.ts', text: `import dgram from 'node:dgram'` },
      { path: 'packages/keys/src/a.ts', text: `import { lookup } from 'node:dns/promises'` },
      { path: 'packages/keys/src/a.ts', text: `import http2 from 'http2'` },
      { path: 'packages/keys/src/a.ts', text: `import { request } from 'http'` },
      { path: 'packages/keys/src/a.ts', text: `export { connect } from 'net'` },
      { path: 'packages/keys/src/a.ts', text: `const net = require('net')` },
      { path: 'packages/keys/src/a.ts', text: 'const tls = await import(`node:tls`)' },
      { path: 'packages/keys/src/a.ts', text: `const name = 'node:' + 'tls'; const tls = await import(name)` },
      { path: 'packages/keys/src/a.ts', text: `const tls = process.getBuiltinModule('node:tls')` },
      { path: 'packages/keys/src/a.ts', text: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)` },
      { path: 'packages/keys/src/a.ts', text: `const get = globalThis.fetch\nawait get(url)` },
      { path: 'packages/keys/src/a.ts', text: `const get = globalThis['fetch']` },
      { path: 'packages/keys/src/a.ts', text: `const { fetch: get } = globalThis` },
      { path: 'packages/keys/src/a.ts', text: `const get = fetch\nawait get(url)` },
      { path: 'packages/keys/src/a.ts', text: `urls.map(fetch)` },
    ],
    good: [
      { path: 'services/verifier/src/status/a.ts', text: `import { isIP } from 'node:net'; import type { Socket } from 'node:net'; await outbound.fetch(url)` },
      { path: 'services/verifier/src/wiring.ts', text: `const callbacks = { fetch: refuse }; callbacks.fetch(x)` },
      { path: 'services/verifier/src/status/a.ts', text: `const a = 'fetch(this)' // fetch(url)` },
      { path: 'packages/outbound/src/a.ts', text: `import { fetch } from 'undici'; await fetch(url)` },
      { path: 'packages/keys/src/a.ts', text: `const a = await import('node:fs/promises'); const b = import.meta.dirname` },
      { path: 'packages/keys/src/a.ts', text: `import type { Socket } from 'net'; import { STATUS_CODES } from 'node:http'` },
    ],
  },
  'only main.ts reads the environment': {
    bad: [
      { path: 'services/issuer/src/config.ts', text: `const a = process.env.PORT` },
      { path: 'packages/storage/src/a.ts', text: `const { env } = process` },
      { path: 'packages/storage/src/a.ts', text: `import { env } from 'node:process'` },
      { path: 'packages/storage/src/a.ts', text: `process['env']` },
      { path: 'packages/storage/src/a.ts', text: `const a = globalThis.process?.env` },
      { path: 'packages/storage/src/a.ts', text: `import { env as settings } from 'process'` },
      { path: 'packages/storage/src/a.ts', text: `process.loadEnvFile()` },
    ],
    good: [{ path: 'services/issuer/src/main.ts', text: `read(process.env)` }, { path: 'test/database/a.ts', text: `process.env.X` }, { path: 'services/issuer/src/app.ts', text: `// not process.env` }],
  },
  'only institutions, issuing, publishing and asking reach a key': {
    bad: [
      { path: 'services/issuer/src/api/pages/a.ts', text: `import { openSealedKey } from '@eduwallet/keys'` },
      { path: 'services/verifier/src/judging/a.ts', text: `import type { Signer } from '@eduwallet/keys'` },
      { path: 'services/issuer/src/results/a.ts', text: `import * as keys from '@eduwallet/keys'` },
    ],
    good: [{ path: 'services/issuer/src/issuing/a.ts', text: `import type { Signer } from '@eduwallet/keys'` }, { path: 'services/issuer/src/claiming/a.ts', text: `import { thumbprint, type PublicJwk } from '@eduwallet/keys'` }],
  },
  'the two services never import each other': {
    bad: [{ path: 'services/issuer/src/app.ts', text: `import { x } from '../../verifier/src/app.ts'` }, { path: 'services/verifier/src/a.test.ts', text: `import { x } from '../../issuer/src/app.ts'` }, { path: 'services/verifier/src/app.ts', text: `import { x } from '@eduwallet/issuer'` }],
    good: [{ path: 'test/journeys/a.ts', text: `import { x } from '../../services/issuer/src/app.ts'` }],
  },
  'a package imports no service, and of the packages only those below it': {
    bad: [
      { path: 'packages/keys/src/a.ts', text: `import { x } from '../../../services/issuer/src/app.ts'` },
      { path: 'packages/keys/src/a.test.ts', text: `import { x } from '@eduwallet/issuer'` },
      { path: 'packages/keys/src/a.ts', text: `import { x } from '@eduwallet/credential-formats'` },
      { path: 'packages/status-list/src/a.ts', text: `import { x } from '../../keys/src/index.ts'` },
      { path: 'packages/status-list/src/a.ts', text: `import { x } from '@eduwallet/keys'` },
      { path: 'packages/strict-json/src/a.ts', text: `import { x } from '@eduwallet/keys'` },
    ],
    good: [
      { path: 'packages/credential-formats/src/a.ts', text: `import { x } from '@eduwallet/keys'` },
      { path: 'packages/status-list/src/a.ts', text: `import { x } from '@eduwallet/credential-formats'` },
      { path: 'packages/outbound/src/a.ts', text: `import { x } from '@eduwallet/strict-json'` },
    ],
  },
  'strict-json, the one reader of foreign JSON, imports nothing': {
    bad: [{ path: 'packages/strict-json/src/a.ts', text: `import { readFileSync } from 'node:fs'` }, { path: 'packages/strict-json/src/a.ts', text: `import { z } from 'zod'` }],
    good: [{ path: 'packages/strict-json/src/a.ts', text: `import { x } from './b.ts'` }, { path: 'packages/strict-json/src/a.test.ts', text: `import fc from 'fast-check'` }],
  },
  'a package is entered by its front door (@eduwallet/<name>; tests also by /fixtures)': {
    bad: [{ path: 'services/issuer/src/issuing/a.ts', text: `import { x } from '@eduwallet/keys/src/sealed.ts'` }, { path: 'services/issuer/src/issuing/a.ts', text: `import { x } from '../../../../packages/keys/src/index.ts'` }],
    good: [{ path: 'services/issuer/src/issuing/a.ts', text: `import type { x } from '@eduwallet/status-list'` }, { path: 'services/issuer/src/issuing/a.test.ts', text: `import { x } from '@eduwallet/microcredential/fixtures'` }],
  },
  'JSON.parse stands only in strict-json, and where a service reads what it wrote itself': {
    bad: [{ path: 'services/issuer/src/claiming/a.ts', text: `const a = JSON.parse(text)` }, { path: 'packages/outbound/src/a.ts', text: `texts.map(JSON.parse)` }],
    good: [
      { path: 'packages/strict-json/src/a.ts', text: `JSON.parse(text)` },
      { path: 'packages/storage/src/lock-directory.ts', text: `JSON.parse(text)` },
      { path: 'packages/keys/src/a.ts', text: `JSON.stringify(x) // JSON.parse(x)` },
      { path: 'packages/keys/src/a.test.ts', text: `JSON.parse(x)` },
    ],
  },
  'microcredential, status-list and credential-files do no input or output, but for the commands of microcredential, which nothing imports, and the files that come with the program': {
    bad: [
      { path: 'packages/microcredential/src/a.ts', text: `import { readFileSync } from 'node:fs'` },
      { path: 'packages/microcredential/src/a.ts', text: `import { x } from './command/b.ts'` },
      { path: 'packages/status-list/src/command/a.ts', text: `import { readFileSync } from 'node:fs'` },
      { path: 'packages/credential-files/src/png/a.ts', text: `import { readFileSync } from 'node:fs'` },
    ],
    good: [{ path: 'packages/status-list/src/a.ts', text: `import { deflateSync } from 'node:zlib'` }, { path: 'packages/microcredential/src/command/a.ts', text: `import { readFile } from 'node:fs/promises'` }, { path: 'packages/credential-files/src/read-shipped-file.ts', text: `import { readFileSync } from 'node:fs'` }],
  },
  'no file of source is longer than 300 lines': {
    bad: [{ path: 'packages/keys/src/a.ts', text: '\n'.repeat(301) }],
    good: [{ path: 'packages/keys/src/a.ts', text: '\n'.repeat(300) }, { path: 'packages/keys/src/a.test.ts', text: '\n'.repeat(301) }],
  },
  'no room without a subject (utils, common, helpers, misc)': {
    bad: [{ path: 'packages/keys/src/utils.ts', text: '' }, { path: 'services/issuer/src/results/helpers/a.ts', text: '' }],
    good: [{ path: 'packages/keys/src/common-name.ts', text: '' }],
  },
  'files are named in kebab-case': {
    bad: [{ path: 'packages/keys/src/openKey.ts', text: '' }],
    good: [{ path: 'packages/keys/src/open-key.ts', text: '' }],
  },
  'no default exports': {
    bad: [{ path: 'packages/keys/src/a.ts', text: 'export default function a() {}' }],
    good: [{ path: 'packages/keys/src/a.ts', text: `const a = 'export default'` }],
  },
  'the wallet of the tests shares no code with the services, nor their protocol library': {
    bad: [
      { path: 'test/wallet/a.ts', text: `import { x } from '@eduwallet/keys'` },
      { path: 'test/wallet/a.test.ts', text: `import { x } from '../../services/issuer/src/app.ts'` },
      { path: 'test/wallet/a.ts', text: `import { x } from '@openid4vc/openid4vci'` },
    ],
    good: [{ path: 'test/wallet/a.ts', text: `import { x } from '@sd-jwt/core'; import * as jose from 'jose'` }],
  },
  'the acceptance tests know the services from outside only': {
    bad: [{ path: 'test/acceptance/a.test.ts', text: `import { x } from '../../services/issuer/src/app.ts'` }, { path: 'test/acceptance/a.ts', text: `import type { x } from '@eduwallet/keys'` }],
    good: [{ path: 'test/acceptance/a.test.ts', text: `import { x } from '../wallet/index.ts'` }],
  },
}

describe('every rule', () => {
  it('has a planted fault', () => { expect(Object.keys(planted).sort()).toEqual([...ruleNames].sort()) })

  it.each(ruleNames)('%s: finds the fault, and nothing where there is none', (rule) => {
    const examples = planted[rule] ?? { bad: [], good: [] }
    for (const file of examples.bad) expect(findViolations([file]).map((found) => found.rule), file.text).toContain(rule)
    for (const file of examples.good) expect(findViolations([file]).map((found) => found.rule), file.text).not.toContain(rule)
  })
})

describe('imports', () => {
  it('are found in every form, and not in comments', () => {
    const text = [`import a from 'a'`, `import * as b from "b"`, `import {\n  c,\n  type C,\n} from 'c'`, `import type { d } from 'd'`, `import { type e } from 'e'`, `export { f } from 'f'`, `import 'g'`, `const h = await import('h')`, `// import i from 'i'`, `/* import j from 'j' */`, `import k, { l } from 'k'`].join('\n')
    const { imports } = readSourceFile({ path: 'packages/x/src/a.ts', text })
    expect(imports.map(({ target }) => target).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k'])
    expect(imports.filter(({ typeOnly }) => typeOnly).map(({ target }) => target).sort()).toEqual(['d', 'e'])
    expect(imports.find(({ target }) => target === 'c')?.names).toEqual(['c', 'C'])
  })
})
